namespace Argonaut.SimulatedGateway.Broker;

/// <summary>Profit of each position when the UTC day began: what daily figures count from.</summary>
internal sealed class DayStart
{
    private readonly Dictionary<(string Account, int ConId), (decimal Total, decimal Realized)> _base = [];
    private DateOnly _date;

    /// <summary>Remembers the present profit when a new day has begun.</summary>
    public void Roll(DateOnly date, SimulatedBroker broker)
    {
        if (date == _date) return;
        var isFirst = _date == default;
        _date = date;
        if (isFirst) return;
        foreach (var account in broker.Accounts)
        {
            var figures = broker.FiguresOf(account);
            foreach (var position in account.Positions.Values)
                _base[(account.Name, position.Contract.ConId)] = (position.Realized + figures.UnrealizedOf(position), position.Realized);
        }
    }

    /// <summary>Of one position, in its currency.</summary>
    public Profit Of(SimulatedAccount account, Position position, AccountFigures figures)
    {
        var (total, realized) = _base.GetValueOrDefault((account.Name, position.Contract.ConId));
        var unrealized = figures.UnrealizedOf(position);
        return new Profit(position.Realized + unrealized - total, unrealized, position.Realized - realized);
    }

    /// <summary>Of the whole account, in its currency.</summary>
    public Profit Of(SimulatedAccount account, AccountFigures figures, Func<string, decimal> rateOf)
    {
        var sum = new Profit();
        foreach (var position in account.Positions.Values)
        {
            var rate = rateOf(position.Contract.Currency);
            var one = Of(account, position, figures);
            sum = new Profit(sum.Daily + one.Daily * rate, sum.Unrealized + one.Unrealized * rate, sum.Realized + one.Realized * rate);
        }

        return sum;
    }
}
