using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Parquet;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Tests.Interop;

/// <summary>Our reader sees in files of other writers what other readers see, and what we write again is the same to all of them.</summary>
public sealed class TheirFilesTests : IDisposable
{
    /// <summary>The files of NautilusTrader as hyparquet sees them, which several tests compare with.</summary>
    private static readonly Lazy<Task<ImmutableArray<SeenFile>>> Seen = new(() => NodeReaders.ReadAsync("hyparquet", Samples(), CancellationToken.None));

    private readonly string _folder = Directory.CreateTempSubdirectory("argonaut-interop-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("duckdb")]
    [InlineData("hyparquet")]
    public async Task Files_of_nautilus_trader_read_with_equal_values(string reader)
    {
        var files = Samples();
        var seen = reader == "hyparquet" ? await Seen.Value : await NodeReaders.ReadAsync(reader, files, Ct);
        for (var i = 0; i < files.Length; i++) AssertSame(seen[i], OurReader.Rows(files[i]));
    }

    [Theory]
    [InlineData(ParquetCodec.Snappy, ParquetEncodings.Compact)]
    [InlineData(ParquetCodec.Zstd, ParquetEncodings.Plain)]
    [InlineData(ParquetCodec.Gzip, ParquetEncodings.Compact)]
    [InlineData(ParquetCodec.Uncompressed, ParquetEncodings.Plain)]
    public async Task Files_of_nautilus_trader_written_again_keep_rows_schema_and_metadata(ParquetCodec codec, ParquetEncodings encodings)
    {
        var files = Samples();
        var copies = files.Select((f, i) => Path.Combine(_folder, $"{i}.parquet")).ToArray();
        for (var i = 0; i < files.Length; i++) OurReader.Rewrite(files[i], copies[i], new ParquetWriteOptions { Codec = codec, Encodings = encodings });

        for (var i = 0; i < files.Length; i++) Assert.Equal(OurReader.Rows(files[i]), OurReader.Rows(copies[i]));
        var original = await Seen.Value;
        var copied = await NodeReaders.ReadAsync("hyparquet", copies, Ct);
        for (var i = 0; i < files.Length; i++)
        {
            Assert.Equal(original[i].Schema.Select(s => string.Join('|', s)), copied[i].Schema.Select(s => string.Join('|', s)));
            Assert.Equal(original[i].Keys.OrderBy(k => k.Key), copied[i].Keys.OrderBy(k => k.Key));
            Assert.Equal(original[i].Rows.Select(r => string.Join('|', r)), copied[i].Rows.Select(r => string.Join('|', r)));
        }
    }

    [Fact]
    public async Task Files_of_duckdb_in_every_codec_and_version_read_with_equal_values()
    {
        await NodeReaders.WriteAsync(_folder, Ct);
        var files = Directory.EnumerateFiles(_folder).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(12, files.Length);
        var seen = await NodeReaders.ReadAsync("duckdb", files, Ct);
        for (var i = 0; i < files.Length; i++) AssertSame(seen[i], OurReader.Rows(files[i]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Samples()
    {
        string[] names = ["bars", "deltas", "quotes", "quotes-3-groups-filter-query", "trades"];
        return
        [
            .. names.Select(n => SharedData.Require($"nautilus/64-bit/{n}.parquet")), .. names.Select(n => SharedData.Require($"nautilus/128-bit/{n}.parquet")),
            SharedData.Require("nautilus/extra/quote_tick_eurusd_2019_sim_rust.parquet"), SharedData.Require("nautilus/extra/quote_tick_usdjpy_2019_sim_rust.parquet"),
        ];
    }

    private static void AssertSame(SeenFile seen, List<string?[]> ours)
    {
        Assert.Equal(seen.Rows.Length, ours.Count);
        for (var row = 0; row < ours.Count; row++)
        {
            var theirs = seen.Rows[row];
            if (theirs.AsSpan().SequenceEqual(ours[row])) continue;
            for (var column = 0; column < theirs.Length; column++)
            {
                if (seen.Types[column] == "DOUBLE")
                    Assert.Equal(double.Parse(theirs[column]!, CultureInfo.InvariantCulture), double.Parse(ours[row][column]!, CultureInfo.InvariantCulture));
                else
                    Assert.Equal(theirs[column], ours[row][column]);
            }
        }
    }
}
