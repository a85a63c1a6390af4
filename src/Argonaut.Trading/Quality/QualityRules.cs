using System.Collections.Immutable;
using System.Numerics;
using Argonaut.Domain.Data;
using Argonaut.Domain.Numbers;

namespace Argonaut.Trading.Quality;

/// <param name="Id">Stable name.</param>
/// <param name="Flag">Of the stored tick, for <see cref="QualityAction.Flag"/>.</param>
/// <param name="Text">One sentence for people.</param>
public sealed record QualityRuleInfo(QualityRule Rule, string Id, QualityAction Action, TickFlags Flag, string Text);

/// <summary>The catalogue of rules.</summary>
public static class QualityRules
{
    private static readonly QualityRuleInfo[] Infos =
    [
        new(QualityRule.None, "", QualityAction.Note, TickFlags.None, ""),
        Reject(QualityRule.UnknownInstrument, "unknown_instrument", "The instrument is not known here."),
        Reject(QualityRule.UnknownKind, "unknown_kind", "The record is neither a trade nor a quote nor a change of a book."),
        Reject(QualityRule.PriceZero, "price_zero", "The price is zero, which this instrument cannot have."),
        Reject(QualityRule.PriceNegative, "price_negative", "The price is negative, which this instrument cannot have."),
        Reject(QualityRule.PriceNotANumber, "price_not_a_number", "The price is missing, not a number, infinite or the largest double."),
        Reject(QualityRule.PriceOutOfRange, "price_out_of_range", "The price has more digits than can be stored."),
        Reject(QualityRule.PriceTooFine, "price_too_fine", "The price has more decimals than can be stored exactly."),
        Reject(QualityRule.SizeZero, "size_zero", "The trade has no size."),
        Reject(QualityRule.SizeNegative, "size_negative", "The size is negative."),
        Reject(QualityRule.SizeNotANumber, "size_not_a_number", "The size is not a number or infinite."),
        Reject(QualityRule.SizeOutOfRange, "size_out_of_range", "The size has more digits than can be stored."),
        Reject(QualityRule.SizeTooFine, "size_too_fine", "The size has more decimals than can be stored exactly."),
        Reject(QualityRule.TimeMissing, "time_missing", "The time is zero or negative."),
        Reject(QualityRule.TimeUnit, "time_unit", "The time would be right in seconds, milliseconds or microseconds; nanoseconds are expected and nothing is guessed."),
        Reject(QualityRule.TimeSkew, "time_skew", "The time is more than a day from the time of receipt."),
        new(QualityRule.Duplicate, "duplicate", QualityAction.Duplicate, TickFlags.None, "The source's own number of the tick was there already: kept once."),
        Flag(QualityRule.Repeated, "repeated", TickFlags.Repeated, "Equal to an earlier tick, but nothing proves that it is the same one: kept."),
        Flag(QualityRule.OutOfOrder, "out_of_order", TickFlags.OutOfOrder, "The time is before that of an earlier tick of the line."),
        Flag(QualityRule.Late, "late", TickFlags.Late, "The tick came after its second was closed: bars of that time are revised."),
        Flag(QualityRule.Ahead, "ahead", TickFlags.Ahead, "The time is more than 5 s in the future: the tick waits for its time before it enters bars."),
        Flag(QualityRule.Outlier, "outlier", TickFlags.Outlier, "The price is far from the one before."),
        Flag(QualityRule.Crossed, "crossed", TickFlags.Crossed, "The bid is above the ask."),
        Flag(QualityRule.Locked, "locked", TickFlags.Locked, "The bid equals the ask."),
        Flag(QualityRule.OffTick, "off_tick", TickFlags.OffGrid, "The price lies between two steps of the instrument's price increment."),
        Flag(QualityRule.OffLot, "off_lot", TickFlags.OffGrid, "The size lies between two steps of the instrument's size increment."),
        Note(QualityRule.Stale, "stale", "The line was silent for longer than its threshold while its market was open."),
        Note(QualityRule.Suspect, "suspect", "The quotes were crossed for a minute or longer: the instrument is suspect until they are not."),
        Note(QualityRule.SourceClock, "source_clock", "The source's clock differs from ours by more than 5 s."),
        Note(QualityRule.ClockStep, "clock_step", "Our wall clock was set or jumped."),
    ];

    /// <summary>Every rule, in the order of their numbers.</summary>
    public static ImmutableArray<QualityRuleInfo> All { get; } = [.. Infos[1..]];

    /// <summary>Numbers below this are rules, or none.</summary>
    public static int Count => Infos.Length;

    public static QualityRuleInfo Of(QualityRule rule) => Infos[(int)rule];

    public static string IdOf(QualityRule rule) => Infos[(int)rule].Id;

    /// <summary>Null for an id of another version.</summary>
    public static QualityRuleInfo? Find(string id) => Array.Find(Infos, info => info.Id == id && info.Rule != QualityRule.None);

    /// <summary>The rule as a bit of a set of rules.</summary>
    public static uint Bit(QualityRule rule) => 1u << (int)rule;

    /// <summary>The flags of a stored tick to which these rules apply.</summary>
    public static TickFlags FlagsOf(uint rules)
    {
        var flags = TickFlags.None;
        for (; rules != 0; rules &= rules - 1) flags |= Infos[BitOperations.TrailingZeroCount(rules)].Flag;
        return flags;
    }

    /// <summary>Why a text is no price; none when it is one.</summary>
    public static QualityRule OfPrice(NumberParse parse) => parse switch
    {
        NumberParse.Ok => QualityRule.None,
        NumberParse.Inexact => QualityRule.PriceTooFine,
        NumberParse.OutOfRange => QualityRule.PriceOutOfRange,
        _ => QualityRule.PriceNotANumber,
    };

    /// <summary>Why a text is no size; none when it is one.</summary>
    public static QualityRule OfSize(NumberParse parse) => parse switch
    {
        NumberParse.Ok => QualityRule.None,
        NumberParse.Inexact => QualityRule.SizeTooFine,
        NumberParse.OutOfRange => QualityRule.SizeOutOfRange,
        _ => QualityRule.SizeNotANumber,
    };

    private static QualityRuleInfo Reject(QualityRule rule, string id, string text) => new(rule, id, QualityAction.Reject, TickFlags.None, text);

    private static QualityRuleInfo Flag(QualityRule rule, string id, TickFlags flag, string text) => new(rule, id, QualityAction.Flag, flag, text);

    private static QualityRuleInfo Note(QualityRule rule, string id, string text) => new(rule, id, QualityAction.Note, TickFlags.None, text);
}
