using System.Collections.Immutable;
using System.Globalization;
using Argonaut.SimulatedGateway.Faults;

namespace Argonaut.SimulatedGateway.Control;

/// <summary>
/// A script for the gateway: one line a step, <c>#</c> begins a comment.
/// <code>
/// at 10s fault link1100_1102 seconds=20
/// after 5 messages client 1 fault rst
/// at 1m probability 0.2 times 0 fault emptyHistory
/// at 40s move AAPL 1.50
/// at 50s halt AAPL 30s
/// at 60s order BUY 100 AAPL LMT 150.25
/// at 70s bulletin Exchange closes early
/// at 80s scenario realCalendar
/// </code>
/// Times count from the start of the script by the gateway's clock; without <c>at</c> a step is done at once.
/// </summary>
public static class GatewayScript
{
    /// <exception cref="FormatException">The message names the line.</exception>
    public static ImmutableArray<ScriptStep> Parse(IEnumerable<string> lines)
    {
        var steps = new List<ScriptStep>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var text = line.Split('#', 2)[0].Trim();
            if (text.Length == 0) continue;
            try
            {
                steps.Add(ParseLine(text));
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                throw new FormatException($"Line {number}: {e.Message}");
            }
        }

        return [.. steps.OrderBy(static s => s.At)];
    }

    /// <summary><c>500ms</c>, <c>10s</c>, <c>2m</c>, <c>1h</c>; a number alone is seconds.</summary>
    public static TimeSpan ParseSpan(string text)
    {
        var (unit, digits) = text switch
        {
            [.. var n, 'm', 's'] => (1.0, n),
            [.. var n, 's'] => (1_000.0, n),
            [.. var n, 'm'] => (60_000.0, n),
            [.. var n, 'h'] => (3_600_000.0, n),
            _ => (1_000.0, text),
        };
        return TimeSpan.FromMilliseconds((double)Number(digits) * unit);
    }

    private static ScriptStep ParseLine(string text)
    {
        var words = new Queue<string>(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var at = TimeSpan.Zero;
        var fault = new FaultSpec("");
        while (words.TryDequeue(out var word))
            switch (word)
            {
                case "at":
                    at = ParseSpan(Next(words, "a time"));
                    break;
                case "after":
                    fault = fault with { AfterMessages = Whole(Next(words, "a number of messages")) };
                    if (Next(words, "messages") != "messages") throw new FormatException("Expected 'after <n> messages'.");
                    break;
                case "client":
                    fault = fault with { ClientId = Whole(Next(words, "a client id")) };
                    break;
                case "probability":
                    fault = fault with { Probability = (double)Number(Next(words, "a probability")) };
                    break;
                case "times":
                    fault = fault with { Times = Whole(Next(words, "a number of times")) };
                    break;
                case "skip":
                    fault = fault with { Skip = Whole(Next(words, "a number of occasions")) };
                    break;
                case "fault":
                    return new FaultStep(at, WithParameters(fault with { Name = Next(words, "the name of a fault") }, words));
                case "move":
                    return new MoveStep(at, Next(words, "a symbol"), Number(Next(words, "a price difference")));
                case "halt":
                    return new HaltStep(at, Next(words, "a symbol"), ParseSpan(Next(words, "a length")));
                case "order":
                    return new OrderStep(
                        at, Next(words, "BUY or SELL"), Number(Next(words, "a quantity")), Next(words, "a symbol"), Next(words, "an order type"),
                        words.TryDequeue(out var price) ? Number(price) : null);
                case "bulletin":
                    return new BulletinStep(at, string.Join(' ', words));
                case "scenario":
                    return new ScenarioStep(at, Next(words, "a scenario"));
                default:
                    throw new FormatException($"Expected at, after, client, probability, times, skip, fault, move, halt, order, bulletin or scenario, found '{word}'.");
            }

        throw new FormatException("Expected something to do: fault, move, halt, order, bulletin or scenario.");
    }

    private static FaultSpec WithParameters(FaultSpec fault, Queue<string> words)
    {
        if (!FaultCatalog.TryFind(fault.Name, out _)) throw new FormatException($"Expected the name of a fault, found '{fault.Name}'.");
        while (words.TryDequeue(out var word))
        {
            var parts = word.Split('=', 2);
            if (parts.Length != 2) throw new FormatException($"Expected parameter=value, found '{word}'.");
            fault = fault with { Parameters = fault.Parameters.SetItem(parts[0], parts[1]) };
        }

        return fault;
    }

    private static string Next(Queue<string> words, string what) =>
        words.TryDequeue(out var word) ? word : throw new FormatException($"Expected {what} at the end of the line.");

    private static decimal Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"Expected a number, found '{text}'.");

    private static int Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"Expected a whole number, found '{text}'.");
}
