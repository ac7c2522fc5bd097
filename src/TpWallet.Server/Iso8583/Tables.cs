using Spectre.Console;

namespace TpWallet.Server.Iso8583;

/// <summary>Writes tables for people without colours, as wide as they need to be.</summary>
internal static class Tables
{
    private const int Width = 140;

    public static void Write(TextWriter writer, Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Width;
        console.Write(table);
    }
}
