using Argonaut.Domain;

namespace Argonaut.Catalog;

/// <summary>A row that was not written.</summary>
/// <param name="Row">Its place in the source, from 0.</param>
/// <param name="Reason">
/// <c>precision_violation</c>, <c>size_rounds_to_zero</c>, <c>zero_size</c>, <c>negative_size</c>, <c>out_of_range</c>, <c>invalid_trade_id</c>,
/// <c>invalid_enum</c>, <c>invalid_timestamp</c>, <c>invalid_bar</c>, <c>outside_range</c>.
/// </param>
/// <param name="Message">Names instrument, row, column and value.</param>
public sealed record RowReject(long Row, string Reason, string Column, string Value, UnixNanos TsInit, string Message);
