using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Argonaut.Postgres.Migrations;

/// <summary>One numbered step of the schema, forward only. An applied file never changes: its hash is checked at every start.</summary>
/// <param name="Version">1 and up; a number may be unused, never used twice.</param>
/// <param name="Name">The file's name without number and ending: <c>market_data</c>.</param>
public sealed record Migration(int Version, string Name, string Sql)
{
    private const string Prefix = "migrations/";

    /// <summary>All steps this program knows, in order.</summary>
    public static ImmutableArray<Migration> All { get; } = Load();

    public string FileName => $"{Version:0000}_{Name}.sql";

    /// <summary>SHA-256 of the text with LF line ends, lower-case hex.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    private static ImmutableArray<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var migrations = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))
            .ToImmutableArray();
        for (var i = 1; i < migrations.Length; i++)
            if (migrations[i].Version <= migrations[i - 1].Version)
                throw new InvalidOperationException($"Expected a number above {migrations[i - 1].Version}, found {migrations[i].FileName}.");
        return migrations;
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        var file = resource[Prefix.Length..^".sql".Length];
        var cut = file.IndexOf('_', StringComparison.Ordinal);
        return new Migration(int.Parse(file[..cut]), file[(cut + 1)..], sql);
    }
}
