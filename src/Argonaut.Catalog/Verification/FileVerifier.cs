using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Numbers;
using Argonaut.Catalog.Reading;
using Argonaut.Catalog.Writing;
using Argonaut.Domain;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Verification;

/// <summary>Reads a file completely and names everything in it that NautilusTrader would refuse or misread (S4-48).</summary>
public static class FileVerifier
{
    private const int MaxValueProblems = 20;

    /// <param name="path">A file of a catalog.</param>
    /// <param name="profile">What the catalog's reader needs; null to accept what the file has.</param>
    public static FileReport Verify(string path, CatalogProfile? profile = null)
    {
        var problems = ImmutableArray.CreateBuilder<FileProblem>();
        var bytes = File.Exists(path) ? new FileInfo(path).Length : 0;
        try
        {
            using var file = CatalogFile.Open(path);
            CheckLayout(file, profile, problems);
            var state = new Scan(file, problems);
            foreach (var batch in file.ReadBatches()) state.Add(batch);
            state.Finish(Path.GetFileName(path));
            return new FileReport(
                path, file.Type.Name, file.Identifier, file.Profile, file.Rows, bytes, file.Parquet.Metadata.RowGroups.Length, state.Min, state.Max,
                state.Sums, problems.ToImmutable());
        }
        catch (Exception e) when (e is ParquetFormatException or IOException or UnauthorizedAccessException)
        {
            problems.Add(new FileProblem("unreadable", e is ParquetFormatException ? e.Message : $"{Path.GetFileName(path)}: the file cannot be opened."));
            return new FileReport(path, "unknown", null, null, 0, bytes, 0, null, null, [], problems.ToImmutable());
        }
    }

    private static void CheckLayout(CatalogFile file, CatalogProfile? wanted, ImmutableArray<FileProblem>.Builder problems)
    {
        var name = file.Parquet.Name;
        if (file.Rows == 0) problems.Add(new FileProblem("empty", $"{name}: the file has no rows."));
        if (wanted is not null && file.Profile is not null && file.Profile != wanted)
            problems.Add(new FileProblem("wrong_profile", $"{name}: profile {file.Profile.Value.Text()}, the reader needs {wanted.Value.Text()}."));
        if (file.Profile == CatalogProfile.V2) return;
        if (file.Type.InstrumentClass is not null)
        {
            CheckInstrument(file, name, problems);
            return;
        }

        if (!MarketSchemas.IsMarketData(file.Type)) return;
        var schema = MarketSchemas.Of(file.Type, file.Profile ?? CatalogProfile.V1Hp);
        if (CatalogTarget.SchemaDifference(file.Parquet.Schema, schema) is { } difference)
            problems.Add(new FileProblem("wrong_schema", $"{name}: {difference}."));
        foreach (var key in MarketSchemas.RequiredKeys(file.Type))
            if (!file.Metadata.ContainsKey(key)) problems.Add(new FileProblem("missing_metadata", $"{name}: the metadata key {key} is missing."));
        foreach (var key in file.Metadata.Keys.Order(StringComparer.Ordinal))
            if (key is not ("instrument_id" or "bar_type" or "price_precision" or "size_precision"))
                problems.Add(new FileProblem("extra_metadata", $"{name}: the metadata key {key} is not part of the type.", IsError: false));
        foreach (var key in new[] { "price_precision", "size_precision" })
            CheckPrecision(file, key, name, problems);
        if (file.BarType is { } barType && Identifiers.BarTypeProblem(barType) is { } problem)
            problems.Add(new FileProblem("missing_metadata", $"{name}: {problem}"));
        if (file.InstrumentId is { } id && !id.Contains('.', StringComparison.Ordinal))
            problems.Add(new FileProblem("missing_metadata", $"{name}: the instrument id '{id}' has no dot."));
    }

    private static void CheckPrecision(CatalogFile file, string key, string name, ImmutableArray<FileProblem>.Builder problems)
    {
        if (file.Metadata.GetValueOrDefault(key) is not { } text) return;
        var limit = (file.Profile ?? CatalogProfile.V1Hp).FixedPrecision();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > limit)
            problems.Add(new FileProblem("missing_metadata", $"{name}: {key} is '{text}', expected 0 to {limit}."));
    }

    private static void CheckInstrument(CatalogFile file, string name, ImmutableArray<FileProblem>.Builder problems)
    {
        if (!file.Metadata.ContainsKey("class") && !file.Metadata.ContainsKey("type"))
            problems.Add(new FileProblem("missing_metadata", $"{name}: the metadata key class is missing."));
        var instrumentClass = file.Type.InstrumentClass!;
        if (!InstrumentSchemas.Names.Contains(instrumentClass)) return;
        foreach (var column in InstrumentSchemas.SchemaOf(instrumentClass).Columns)
            if (file.Parquet.Schema.IndexOf(column.Name) < 0) problems.Add(new FileProblem("wrong_schema", $"{name}: the column {column.Name} is missing."));
    }

    /// <summary>Everything that needs the values.</summary>
    private sealed class Scan(CatalogFile file, ImmutableArray<FileProblem>.Builder problems)
    {
        private readonly Dictionary<string, BigInteger> _sums = new(StringComparer.Ordinal);
        private readonly string _name = file.Parquet.Name;
        private long _last = long.MinValue;
        private bool _isUnsorted;
        private int _valueProblems;

        public UnixNanos? Min { get; private set; }

        public UnixNanos? Max { get; private set; }

        public ImmutableArray<KeyValuePair<string, string>> Sums =>
            [.. file.Parquet.Schema.Columns.Where(c => _sums.ContainsKey(c.Name)).Select(c => new KeyValuePair<string, string>(c.Name, _sums[c.Name].ToString(CultureInfo.InvariantCulture)))];

        public void Add(CatalogBatch batch)
        {
            foreach (var column in batch.Names) AddSum(batch, column);
            if (batch.Has("ts_init")) AddTimes(batch);
            if (file.Type == CatalogType.TradeTick && file.Profile != CatalogProfile.V2) CheckTrades(batch);
        }

        public void Finish(string fileName)
        {
            if (Min is not { } min || Max is not { } max) return;
            if (!FileInterval.TryParse(fileName, out var interval))
                problems.Add(new FileProblem("bad_name", $"{_name}: the name is no interval; readers open the file for every query.", IsError: false));
            else if (interval.Start > min || interval.End < max)
                problems.Add(new FileProblem("bad_name", $"{_name}: the rows from {min.ToIso()} to {max.ToIso()} are outside the interval of the name."));
        }

        private void AddTimes(CatalogBatch batch)
        {
            var times = batch["ts_init"].Int64;
            for (var row = 0; row < times.Length; row++)
            {
                var ts = times[row];
                if (ts < 0) Value("ts_init", batch.FirstRow + row, ((ulong)ts).ToString(CultureInfo.InvariantCulture), "is beyond 2262");
                if (ts < _last && !_isUnsorted)
                {
                    _isUnsorted = true;
                    problems.Add(new FileProblem("unsorted", $"{_name}: row {batch.FirstRow + row} has ts_init {ts} after {_last}."));
                }

                _last = ts;
                if (ts < 0) continue;
                if (Min is null || ts < Min.Value.Value) Min = new UnixNanos(ts);
                if (Max is null || ts > Max.Value.Value) Max = new UnixNanos(ts);
            }
        }

        private void AddSum(CatalogBatch batch, string name)
        {
            var column = batch[name];
            var sum = _sums.GetValueOrDefault(name);
            switch (column.Column.Type)
            {
                case PhysicalType.Int32 when column.Column.IsUnsigned:
                    foreach (var value in column.Int32) sum += (uint)value;
                    break;
                case PhysicalType.Int32:
                    foreach (var value in column.Int32) sum += value;
                    break;
                case PhysicalType.Int64:
                    foreach (var value in column.Int64) sum += column.Column.IsUnsigned ? (ulong)value : (BigInteger)value;
                    break;
                case PhysicalType.FixedLenByteArray when file.Profile is { } profile && column.Width == profile.Width():
                    sum += SumFixed(batch, column, name, profile);
                    break;
                default:
                    return;
            }

            _sums[name] = sum;
        }

        private BigInteger SumFixed(CatalogBatch batch, ColumnValues column, string name, CatalogProfile profile)
        {
            var isQuantity = CatalogBatch.IsQuantity(name);
            var precision = isQuantity ? file.SizePrecision : file.PricePrecision;
            var digits = profile.FixedPrecision();
            var unit = precision < 0 ? 1 : RawText.Power(digits - Math.Min(precision, digits));
            var bound = (isQuantity ? profile.QuantityMax() : profile.PriceMax()) * RawText.Power(digits);
            var allowsUndefined = file.Type == CatalogType.OrderBookDelta || file.Type == CatalogType.OrderBookDepth || profile == CatalogProfile.V2;
            // Values outside the bounds may add up to more than 128 bits.
            BigInteger undefined = 0;
            Int128 sum = 0;
            for (var row = 0; row < column.Count; row++)
            {
                Int128? raw = isQuantity ? (Int128?)batch.Quantity(column, row) : batch.Price(column, row);
                if (raw is not { } value)
                {
                    undefined += isQuantity ? profile.QuantityUndefined() : (BigInteger)profile.PriceUndefined();
                    if (!allowsUndefined) Value(name, batch.FirstRow + row, "(undefined)", "is not allowed in this type");
                    continue;
                }

                if (value > bound || value < (isQuantity ? 0 : -bound))
                {
                    undefined += value;
                    Value(name, batch.FirstRow + row, RawText.Format(value, digits, digits), $"is beyond the limit of {profile.Text()}");
                    continue;
                }

                sum += value;
                if (value % unit != 0)
                    Value(name, batch.FirstRow + row, RawText.Format(value, digits, digits), $"is no multiple of {precision} decimals", "off_precision");
            }

            return undefined + sum;
        }

        private void CheckTrades(CatalogBatch batch)
        {
            var ids = batch["trade_id"];
            var sides = batch["aggressor_side"];
            for (var row = 0; row < batch.Rows; row++)
            {
                if (!TradeIds.IsValid(ids.Bytes(row))) Value("trade_id", batch.FirstRow + row, ids.Text(row) ?? "null", "is not 1 to 36 ASCII characters");
                if (sides.Column.Type == PhysicalType.Int32 && (uint)sides.Int32[row] > 2)
                    Value("aggressor_side", batch.FirstRow + row, $"{(uint)sides.Int32[row]}", "does not exist");
            }
        }

        private void Value(string column, long row, string value, string why, string code = "invalid_value")
        {
            if (++_valueProblems <= MaxValueProblems) problems.Add(new FileProblem(code, $"{_name}: row {row}: {column} {value} {why}."));
        }
    }
}
