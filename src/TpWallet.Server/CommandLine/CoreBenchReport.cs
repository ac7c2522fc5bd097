using System.Runtime.InteropServices;
using TpWallet.Server.Bench.Core;

namespace TpWallet.Server.CommandLine;

/// <summary>What <c>bench --target core</c> says at its end.</summary>
internal static class CoreBenchReport
{
    /// <summary>Writes the result.</summary>
    /// <returns>The exit code: a refused command is a failed check.</returns>
    public static int Write(CommandContext context, CoreBenchPlan plan, CoreMeasurement measured)
    {
        if (measured.EndedEarly)
        {
            context.Warn($"the table of request ids was full after {Seconds(measured):N1} s: the core was faster than it was sized for");
        }

        context.WriteResult(Json(plan, measured), Text(plan, measured));
        return measured.Errors == 0 ? ExitCodes.Success : ExitCodes.CheckFailed;
    }

    private static double Seconds(CoreMeasurement measured) => measured.AuthorizingSeconds + measured.EndingSeconds;

    private static double AllocatedPerCommand(CoreMeasurement measured) =>
        Math.Round(measured.AllocatedBytes / (double)Math.Max(1, measured.Authorizations + measured.Ends), 3);

    /// <summary>The result as JSON.</summary>
    public static object Json(CoreBenchPlan plan, CoreMeasurement measured) => new
    {
        target = "core",
        authorizationsPerS = Math.Round(measured.Authorizations / measured.AuthorizingSeconds),
        endsPerS = Math.Round(measured.Ends / measured.EndingSeconds),
        commandsPerS = Math.Round((measured.Authorizations + measured.Ends) / Seconds(measured)),
        authorizations = measured.Authorizations,
        ends = measured.Ends,
        errors = measured.Errors,
        allocatedBytesPerCommand = AllocatedPerCommand(measured),
        bytesPerAccount = measured.Footprint.BytesPerAccount,
        bytesPerOpenAuthorization = measured.Footprint.BytesPerAuthorization,
        bytesPerDuplicateEntry = measured.Footprint.BytesPerDuplicateEntry,
        residentBytes = measured.ResidentBytes,
        accounts = plan.Wallets,
        openAuthorizations = measured.Usage.OpenAuthorizations,
        duplicateEntries = measured.Usage.DuplicateEntries,
        duplicateEntriesCapacity = measured.Usage.DuplicatesCapacity,
        access = plan.Access,
        seed = plan.Seed,
        seconds = Math.Round(Seconds(measured), 3),
        endedEarly = measured.EndedEarly,
        cores = Environment.ProcessorCount,
        os = RuntimeInformation.OSDescription.Trim(),
        runtime = RuntimeInformation.FrameworkDescription,
    };

    private static string Text(CoreBenchPlan plan, CoreMeasurement measured) => string.Join(
        Environment.NewLine,
        $"{measured.Authorizations / measured.AuthorizingSeconds:N0} authorizations/s,"
        + $" {measured.Ends / measured.EndingSeconds:N0} captures and voids/s,"
        + $" {(measured.Authorizations + measured.Ends) / Seconds(measured):N0} commands/s of both in turn: the core alone on one thread",
        $"{plan.Wallets:N0} accounts, {measured.Usage.OpenAuthorizations:N0} open authorizations, limits on,"
        + $" {Choices.Name(plan.Access)} access, seed {plan.Seed}",
        $"{measured.Authorizations:N0} authorizations and {measured.Ends:N0} captures and voids in {Seconds(measured):N1} s,"
        + $" {measured.Errors:N0} errors,"
        + $" {AllocatedPerCommand(measured)} bytes allocated a command",
        $"bytes: {measured.Footprint.BytesPerAccount} an account, {measured.Footprint.BytesPerAuthorization} an open authorization,"
        + $" {measured.Footprint.BytesPerDuplicateEntry} a remembered request id; {measured.ResidentBytes >> 20:N0} MiB resident",
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}");
}
