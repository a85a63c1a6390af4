using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Cluster;
using Argonaut.Bench.Data;
using Argonaut.Bench.Product;

namespace Argonaut.Bench;

/// <summary>What the rows of one run share: options, folders, and the servers that are started at first use.</summary>
internal sealed class BenchContext : IAsyncDisposable
{
    private BenchCluster? _cluster;
    private NodeAnchors? _node;
    private ParquetWorkload? _parquet;
    private int _folders;

    public BenchContext(BenchOptions options, string root)
    {
        Options = options;
        Root = root;
        Scratch = Directory.CreateTempSubdirectory("argonaut-bench-").FullName;
        // The database server may run as another user and must be able to get to its files.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Scratch, (UnixFileMode)0b111_101_101);
    }

    public BenchOptions Options { get; }

    /// <summary>The root of the checkout.</summary>
    public string Root { get; }

    /// <summary>A folder that is deleted at the end.</summary>
    public string Scratch { get; }

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>Facts that became known while running: versions of anchors, settings of the cluster.</summary>
    public ImmutableSortedDictionary<string, string> Facts { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableSortedDictionary<string, string> Settings { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    public ArgonautExecutable Product => ArgonautExecutable.Find(Root);

    /// <summary>The bench cluster with a fresh, migrated database.</summary>
    public async Task<BenchCluster> ClusterAsync(CancellationToken ct)
    {
        if (_cluster is not null) return _cluster;
        _cluster = await BenchCluster.StartAsync(NewFolder("postgres"), Root, Time, ct);
        NoteFact("postgresql", _cluster.Version);
        Settings = Settings.SetItems(await _cluster.SettingsAsync(ct));
        return _cluster;
    }

    public async Task<NodeAnchors> NodeAsync(CancellationToken ct)
    {
        if (_node is not null) return _node;
        _node = await NodeAnchors.StartAsync(Root, ct);
        NoteFact("duckdb", _node.DuckDbVersion);
        NoteFact("hyparquet", $"{_node.HyparquetVersion}, writer {_node.HyparquetWriterVersion}");
        return _node;
    }

    public async Task<ParquetWorkload> ParquetAsync(CancellationToken ct) => _parquet ??= await ParquetWorkload.PrepareAsync(this, ct);

    public void NoteFact(string name, string value) => Facts = Facts.SetItem(name, value);

    /// <summary>A new folder below <see cref="Scratch"/>, which a server of another user may enter.</summary>
    public string NewFolder(string name)
    {
        var folder = Path.Combine(Scratch, string.Create(CultureInfo.InvariantCulture, $"{name}-{++_folders}"));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Progress for the person who waits; results go to files and standard output.</summary>
    public static void Say(string text) => Console.Error.WriteLine(text);

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        Directory.Delete(Scratch, recursive: true);
    }
}
