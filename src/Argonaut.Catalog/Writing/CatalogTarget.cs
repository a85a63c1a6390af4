using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Reading;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>Where files go in a NautilusTrader catalog and what must hold before the first row is written.</summary>
internal static class CatalogTarget
{
    public const string DataFolder = "data";

    public static string FolderOf(CatalogType type, string identifier) => $"{DataFolder}/{type.Name}/{Identifiers.FolderOf(identifier)}";

    public static ImmutableArray<KeyValuePair<string, string>> TickKeys(Instrument instrument) =>
    [
        new("instrument_id", instrument.Id.Value),
        new("price_precision", instrument.PricePrecision.ToString(CultureInfo.InvariantCulture)),
        new("size_precision", instrument.SizePrecision.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <exception cref="CatalogRefusedException">The identifier, the precision, or what the catalog already holds forbids the export.</exception>
    public static void Check(
        string root, CatalogType type, string identifier, Instrument instrument, ParquetSchema schema,
        ImmutableArray<KeyValuePair<string, string>> keyValues, ExportSettings settings)
    {
        if (settings.Profile == CatalogProfile.V2) throw Refused("validation_failed", "Profile v2 is read, not written. Use v1-hp or v1-sp.");
        if (Identifiers.Problem(identifier, OperatingSystem.IsWindows()) is { } problem) throw Refused("invalid_instrument_id", problem);
        if (type == CatalogType.Bar && Identifiers.BarTypeProblem(identifier) is { } barProblem) throw Refused("validation_failed", barProblem);
        CheckPrecision(instrument, settings.Profile);
        CheckTableNames(root, type, identifier);
        CheckProfile(root, settings.Profile);
        CheckFolder(root, FolderOf(type, identifier), schema, keyValues);
        if (!settings.AllowMissingInstrument) CheckInstrument(root, instrument);
    }

    public static void CheckPrecision(Instrument instrument, CatalogProfile profile)
    {
        var limit = profile.FixedPrecision();
        var (name, found) = instrument.PricePrecision > limit ? ("price", instrument.PricePrecision) : ("size", instrument.SizePrecision);
        if (found > limit)
            throw Refused("precision_violation", $"{instrument.Id} has {found} {name} decimals, profile {profile.Text()} holds at most {limit}.");
    }

    /// <summary>Two folders with one table name hide each other in NautilusTrader's queries.</summary>
    public static void CheckTableNames(string root, CatalogType type, string identifier)
    {
        var own = Identifiers.FolderOf(identifier);
        var table = Identifiers.TableName(type.Name, own);
        var folder = Path.Combine(root, DataFolder, type.Name);
        if (!Directory.Exists(folder)) return;
        foreach (var other in Directory.EnumerateDirectories(folder).Select(Path.GetFileName))
        {
            if (other == own || Identifiers.TableName(type.Name, other!) != table) continue;
            throw Refused(
                "conflict", $"NautilusTrader cannot tell '{own}' from '{other}': both become the table {table}.", $"{DataFolder}/{type.Name}/{other}");
        }
    }

    private static void CheckProfile(string root, CatalogProfile profile)
    {
        foreach (var type in MarketSchemas.Types)
        {
            var folder = Path.Combine(root, DataFolder, type.Name);
            if (!Directory.Exists(folder)) continue;
            foreach (var path in Directory.EnumerateFiles(folder, "*" + FileInterval.Suffix, SearchOption.AllDirectories))
            {
                if (!CatalogFile.TryDetectProfile(path, out var found)) continue;
                if (found == profile) return;
                throw Refused(
                    "conflict", $"The catalog holds files of profile {found.Text()}; {profile.Text()} needs another directory.", Relative(root, path));
            }
        }
    }

    /// <summary>All files of a folder have the same schema and footer entries, or readers mix them up.</summary>
    private static void CheckFolder(string root, string relative, ParquetSchema schema, ImmutableArray<KeyValuePair<string, string>> keyValues)
    {
        var folder = CatalogPaths.Resolve(root, relative);
        if (!Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateFiles(folder, "*" + FileInterval.Suffix).Order(StringComparer.Ordinal))
        {
            if (FileDifference(path, schema, keyValues) is { } differs)
                throw Refused("conflict", $"The existing file {Path.GetFileName(path)} does not go with this export: {differs}.", Relative(root, path));
            return;
        }
    }

    private static string? FileDifference(string path, ParquetSchema schema, ImmutableArray<KeyValuePair<string, string>> keyValues)
    {
        try
        {
            using var file = CatalogFile.Open(path);
            if (SchemaDifference(file.Parquet.Schema, schema) is { } difference) return difference;
            foreach (var (key, value) in keyValues)
                if (file.Metadata.GetValueOrDefault(key) is var found && found != value) return $"{key} is '{found}', not '{value}'";
            return null;
        }
        catch (ParquetFormatException e)
        {
            return $"it cannot be read ({e.Reason.TrimEnd('.')})";
        }
    }

    /// <summary>The first difference of two schemas as half a sentence; null when they are equal.</summary>
    public static string? SchemaDifference(ParquetSchema found, ParquetSchema wanted)
    {
        if (found.Columns.Length != wanted.Columns.Length) return $"it has {found.Columns.Length} columns, not {wanted.Columns.Length}";
        for (var i = 0; i < wanted.Columns.Length; i++)
            if (found.Columns[i].ToString() != wanted.Columns[i].ToString()) return $"column {i} is '{found.Columns[i]}', not '{wanted.Columns[i]}'";
        return null;
    }

    private static void CheckInstrument(string root, Instrument instrument)
    {
        var type = CatalogType.OfClass(instrument.Class.ToString());
        var folder = CatalogPaths.Resolve(root, FolderOf(type, instrument.Id.Value));
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*" + FileInterval.Suffix).Any()) return;
        throw Refused(
            "validation_failed", $"The catalog has no instrument definition of {instrument.Id}; a backtest would ignore its data without a word.");
    }

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private static CatalogRefusedException Refused(string code, string message, string? path = null) => new(code, message, path);
}
