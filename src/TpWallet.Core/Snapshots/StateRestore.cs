using System.Runtime.InteropServices;
using TpWallet.Core.Memory;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Snapshots;

/// <summary>
/// Makes a state of its image. Records go straight into the tables; indexes, the queue of ended payments and the deadlines are built and checked
/// on the way. Nothing in the image is trusted.
/// </summary>
internal static class StateRestore
{
    private static readonly (ImageSectionId Id, uint RecordSize, uint CapacityMin, uint CapacityMax)[] Expected =
    [
        (ImageSectionId.Head, StateHead.Size, 1, 1),
        (ImageSectionId.CaptureTolerances, sizeof(ushort), CaptureTolerances.Count, CaptureTolerances.Count),
        (ImageSectionId.Participants, 64, 2, CommandLimits.ParticipantsMax + 1),
        (ImageSectionId.Positions, 64, SwitchState.SettingsMax, SwitchState.SettingsMax),
        (ImageSectionId.TierLimits, 64, SwitchState.SettingsMax, SwitchState.SettingsMax),
        (ImageSectionId.Accounts, 128, 1, CommandLimits.AccountsMax),
        (ImageSectionId.Fees, 64, SwitchState.SettingsMax, SwitchState.SettingsMax),
        (ImageSectionId.Instruments, 64, 1, CommandLimits.InstrumentsMax),
        (ImageSectionId.Payments, 128, 1, CommandLimits.OpenAuthorizationsMax),
        (ImageSectionId.Duplicates, 64, 1, CommandLimits.DuplicateEntriesMax),
    ];

    public static SwitchState Load(StateImageReader read, out ulong sequence, out string stateHash)
    {
        using var source = new StateImageSource(read);
        var sections = ReadDirectory(source);
        var head = default(StateHead);
        source.Read(MemoryMarshal.AsBytes(new Span<StateHead>(ref head)), "the head");
        CheckHead(head);
        var state = new SwitchState(GenesisOf(sections, head));
        try
        {
            state.Restore(head);
            LoadTables(source, state, sections, head);
            source.RequireEnd();
        }
        catch
        {
            state.Dispose();
            throw;
        }

        sequence = head.Sequence;
        stateHash = StateHash.End(source.Hash);
        return state;
    }

    private static ImageSection[] ReadDirectory(StateImageSource source)
    {
        var header = source.ReadFrame<ImageHeader>("the header");
        if (header.Magic != ImageHeader.ExpectedMagic)
        {
            throw new StateImageException("This is not the image of a state.");
        }

        if (header.Version != ImageHeader.CurrentVersion)
        {
            throw new StateImageException($"The image is of version {header.Version}; this switch reads version {ImageHeader.CurrentVersion}.");
        }

        Require(header.Sections == Expected.Length, $"The image has {header.Sections} sections instead of {Expected.Length}.");
        var sections = new ImageSection[Expected.Length];
        for (var index = 0; index < sections.Length; index++)
        {
            sections[index] = source.ReadFrame<ImageSection>("the directory");
            Check(sections[index], Expected[index]);
        }

        var length = (ulong)StateImage.LengthOf(sections);
        Require(header.Length == length, $"The header says {header.Length} bytes, the directory {length}.");
        return sections;
    }

    private static void Check(in ImageSection section, (ImageSectionId Id, uint RecordSize, uint CapacityMin, uint CapacityMax) expected)
    {
        Require(section.Id == expected.Id, $"Section {section.Id} stands in the place of {expected.Id}.");
        Require(section.RecordSize == expected.RecordSize,
            $"Records of {section.Id} have {section.RecordSize} bytes instead of {expected.RecordSize}.");
        Require(section.Capacity >= expected.CapacityMin && section.Capacity <= expected.CapacityMax,
            $"{section.Id} has room for {section.Capacity}, which is not {expected.CapacityMin} to {expected.CapacityMax}.");
        var isSmall = section.Id is ImageSectionId.Head or ImageSectionId.CaptureTolerances;
        Require(section.Count <= section.Capacity && (section.Count == section.Capacity || !isSmall),
            $"{section.Id} holds {section.Count} records in the room of {section.Capacity}.");
    }

    private static void CheckHead(in StateHead head)
    {
        Require(head.TimeMs >= 0, $"The time is {head.TimeMs}.");
        Require(head.Window.EvictedThrough <= head.Window.DurableThrough && head.Window.DurableThrough <= head.Sequence
            && head.Window.RetainedFrom <= head.Window.DurableThrough + 1, "More was forgotten or dropped than was durable or applied.");
        Require(head.Window.EvictedThroughTimeMs >= 0 && head.Window.EvictedThroughTimeMs <= head.TimeMs
            && head.Window.RetainedFromTimeMs >= 0 && head.Window.RetainedFromTimeMs <= head.TimeMs,
            "What was forgotten or dropped was in the future.");
        Require(head.Clock is ClockSource.Sequencer or ClockSource.External, $"The source of time is {(uint)head.Clock}.");
    }

    private static GenesisBody GenesisOf(ImageSection[] sections, in StateHead head) => new()
    {
        Clock = head.Clock,
        HashSeed = head.HashSeed,
        Tables = new TableSizesBody
        {
            Accounts = SectionOf(sections, ImageSectionId.Accounts).Capacity,
            OpenAuthorizations = SectionOf(sections, ImageSectionId.Payments).Capacity,
            DuplicateEntries = SectionOf(sections, ImageSectionId.Duplicates).Capacity,
            Participants = SectionOf(sections, ImageSectionId.Participants).Capacity - 1,
            Instruments = SectionOf(sections, ImageSectionId.Instruments).Capacity,
        },
    };

    private static void LoadTables(StateImageSource source, SwitchState state, ImageSection[] sections, in StateHead head)
    {
        source.Read(MemoryMarshal.AsBytes(state.CaptureTolerances.Loaded), "the capture tolerances");
        Require(!state.CaptureTolerances.BasisPoints.ContainsAnyExceptInRange((ushort)0, CommandLimits.BasisPointsMax),
            "A capture tolerance is more than the whole amount.");

        var settings = new SettingChecks(state);
        Load(state.Participants, ImageSectionId.Participants, static (in _) => null);
        Require(state.Participants.HighWater > 0 && state.Participants[SwitchState.Operator].Number == SwitchState.Operator,
            "The first participant is not the operator.");
        Load(state.Positions, ImageSectionId.Positions, settings.Position);
        Load(state.TierLimits, ImageSectionId.TierLimits, SettingChecks.TierLimit);

        var accounts = new AccountChecks(state);
        Load(state.Accounts, ImageSectionId.Accounts, accounts.Account);
        accounts.RequireBalance();
        Load(state.Fees, ImageSectionId.Fees, settings.Fee);
        Load(state.Instruments, ImageSectionId.Instruments, settings.Instrument);

        var payments = new PaymentChecks(state, head.Sequence);
        Load(state.Payments.Table, ImageSectionId.Payments, payments.Payment);
        payments.RequireHoldsOfAccounts();
        state.Payments.Restore((head.OpenPayments, head.OldestEnded, head.NewestEnded));
        Load(state.Duplicates.Table, ImageSectionId.Duplicates, new DuplicateChecks(state, head).Entry);

        void Load<TKey, TRecord>(KeyedTable<TKey, TRecord> table, ImageSectionId id, RecordCheck<TRecord> check)
            where TKey : struct, IEquatable<TKey>
            where TRecord : unmanaged, IKeyed<TKey>
        {
            var count = SectionOf(sections, id).Count;
            StateHash.AppendCount(source.Hash, count);
            table.Load(source, $"{id}", count, check);
        }
    }

    private static ImageSection SectionOf(ImageSection[] sections, ImageSectionId id) => Array.Find(sections, section => section.Id == id);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new StateImageException(otherwise);
        }
    }
}
