namespace Argonaut.Live.Ingestion;

/// <summary>Why a tick is not stored. Names are part of the metrics' contract.</summary>
internal enum RejectReason
{
    None,
    UnknownInstrument,
    Price,
    Size,
    Time,
    Kind,
}

internal static class RejectReasons
{
    private static readonly string[] Names = ["", "unknown_instrument", "price", "size", "time", "kind"];

    public static int Count => Names.Length;

    public static string NameOf(RejectReason reason) => Names[(int)reason];
}
