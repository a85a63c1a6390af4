using System.CommandLine;
using System.Globalization;

namespace Argonaut.Cli;

/// <summary>The flags with which <c>gateway</c> and <c>demo</c> choose what the simulated gateway offers.</summary>
internal sealed class MarketFlags
{
    private const int FastestMarket = 1000;
    private const int MostLoadInstruments = 500;

    private readonly Option<string?> _replay = new("--replay") { Description = "Play recorded ticks: a Parquet or CSV file, or a folder of them." };
    private readonly Option<string?> _instrument = new("--instrument") { Description = "Instrument id of a CSV recording, such as USD/JPY.SIM." };
    private readonly Option<string?> _speed = new("--speed") { Description = "Speed of the clock: 1, 10, 0.5, or max (of a recording: as fast as it is taken)." };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the market; the same seed gives the same ticks.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _rate = new("--rate") { Description = "Instead of the market, a load of this many ticks a second." };
    private readonly Option<int> _instruments = new("--instruments") { Description = "How many instruments the load of --rate is over.", DefaultValueFactory = _ => 10 };
    private readonly Option<bool> _realCalendar = new("--real-calendar") { Description = "Trade only in the instruments' trading hours." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_replay, _instrument, _speed, _seed, _rate, _instruments, _realCalendar]) command.Options.Add(option);
    }

    public MarketChoice Read(ParseResult parse)
    {
        var speed = 1.0;
        if (parse.GetValue(_speed) is { } text)
        {
            if (text == "max") speed = double.PositiveInfinity;
            else if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out speed) || !(speed > 0))
                throw new CliException(ExitCode.WrongUsage, $"--speed must be a number above 0 or max, found '{text}'.");
        }

        var choice = new MarketChoice(
            parse.GetValue(_replay), parse.GetValue(_instrument), speed, parse.GetValue(_seed), parse.GetValue(_rate), parse.GetValue(_instruments), parse.GetValue(_realCalendar));
        if (choice.Rate < 0) throw new CliException(ExitCode.WrongUsage, "--rate must be 1 or more.");
        if (choice.Instruments is < 1 or > MostLoadInstruments) throw new CliException(ExitCode.WrongUsage, $"--instruments must be 1 to {MostLoadInstruments}.");
        if (choice.Replay is not null && choice.Rate > 0) throw new CliException(ExitCode.WrongUsage, "--replay and --rate exclude each other.");
        if (choice.Replay is null && double.IsPositiveInfinity(speed)) throw new CliException(ExitCode.WrongUsage, "--speed max needs --replay.");
        if (choice.Replay is null && speed > FastestMarket) throw new CliException(ExitCode.WrongUsage, $"--speed of the simulated market is at most {FastestMarket}.");
        return choice;
    }
}
