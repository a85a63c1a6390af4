using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// How the tape prices an option: a smooth curve above the exercise value that meets a normal-model price of 0.4 sigma sqrt(T) S at the
/// money. An invention for display, not a model price; the sensitivities are the curve's own derivatives.
/// </summary>
internal sealed class OptionModel(double strike, bool isCall, double years)
{
    /// <summary>Of the underlying, a year.</summary>
    public const double Volatility = 0.27;

    private const double DaysPerYear = 365;
    private const double AtTheMoney = 0.8;

    public static OptionModel Of(SimulatedContract option, DateOnly today)
    {
        var expiry = DateOnly.ParseExact(option.LastTradeDate, "yyyyMMdd", CultureInfo.InvariantCulture);
        return new OptionModel(double.Parse(option.Strike, CultureInfo.InvariantCulture), option.Right == "C", Math.Max(1, expiry.DayNumber - today.DayNumber) / DaysPerYear);
    }

    public double PriceOf(double underlying) => Price(underlying, Volatility);

    public OptionFigures At(double underlying, double volatility)
    {
        var step = underlying * 0.001;
        var price = Price(underlying, volatility);
        var (up, down) = (Price(underlying + step, volatility), Price(underlying - step, volatility));
        return new OptionFigures
        {
            ImpliedVolatility = volatility,
            Price = price,
            PvDividend = 0,
            Delta = (up - down) / (2 * step),
            Gamma = (up - 2 * price + down) / (step * step),
            Vega = Price(underlying, volatility + 0.01) - price,
            Theta = -price + new OptionModel(strike, isCall, Math.Max(0, years - 1 / DaysPerYear)).Price(underlying, volatility),
            UnderlyingPrice = underlying,
        };
    }

    /// <summary>The volatility that gives a price, by bisection; 0 when the price is below the exercise value.</summary>
    public double VolatilityOf(double underlying, double price)
    {
        var (low, high) = (0.0, 10.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Price(underlying, middle) < price) low = middle;
            else high = middle;
        }

        return low;
    }

    private double Price(double underlying, double volatility)
    {
        var inTheMoney = isCall ? underlying - strike : strike - underlying;
        var time = AtTheMoney * volatility * Math.Sqrt(years) * underlying;
        return (inTheMoney + Math.Sqrt(inTheMoney * inTheMoney + time * time)) / 2;
    }
}
