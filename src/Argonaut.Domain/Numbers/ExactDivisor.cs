using System.Numerics;

namespace Argonaut.Domain.Numbers;

/// <summary>
/// Division of multiples of a fixed number by a multiplication: with the number's odd part inverted modulo 2^64, a product is the
/// quotient exactly when nothing remains, and out of range otherwise (Granlund and Montgomery, "Division by Invariant Integers", 9).
/// </summary>
public readonly struct ExactDivisor
{
    private readonly ulong _inverse;
    private readonly ulong _limit;
    private readonly int _shift;

    /// <param name="value">1 and up.</param>
    public ExactDivisor(ulong value)
    {
        Value = value;
        _shift = BitOperations.TrailingZeroCount(value);
        _limit = ulong.MaxValue / value;
        var odd = value >> _shift;
        var inverse = odd;                                // right in the low 3 bits; each step doubles them
        for (var bits = 3; bits < 64; bits *= 2) inverse *= 2 - odd * inverse;
        _inverse = inverse;
    }

    public ulong Value { get; }

    /// <summary>True and the quotient when the number divides <paramref name="number"/>.</summary>
    public bool TryDivide(ulong number, out ulong quotient)
    {
        quotient = BitOperations.RotateRight(number * _inverse, _shift);
        return quotient <= _limit;
    }

    /// <summary>The quotient of a multiple.</summary>
    public ulong Divide(ulong multiple) => BitOperations.RotateRight(multiple * _inverse, _shift);

    /// <summary>The greatest number that divides all of them; 1 when all are zero.</summary>
    public static ExactDivisor Common(ReadOnlySpan<ulong> numbers)
    {
        var divisor = new ExactDivisor(1);
        var isAny = false;
        foreach (var number in numbers)
        {
            if (number == 0) continue;
            if (!isAny)
            {
                divisor = new ExactDivisor(number);
                isAny = true;
            }
            else if (!divisor.TryDivide(number, out _))
            {
                divisor = new ExactDivisor(Greatest(divisor.Value, number));
            }

            if (divisor.Value == 1) break;
        }

        return divisor;
    }

    private static ulong Greatest(ulong a, ulong b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
