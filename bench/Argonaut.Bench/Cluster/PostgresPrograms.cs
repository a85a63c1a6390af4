namespace Argonaut.Bench.Cluster;

/// <summary>PostgreSQL's own programs, and how this user may start them.</summary>
/// <param name="Folder">Holds <c>initdb</c> and <c>postgres</c>.</param>
internal sealed record PostgresPrograms(string Folder)
{
    public IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>();

    public static PostgresPrograms Find() => new(System.Environment.GetEnvironmentVariable("ARGONAUT_PG_BIN") ?? "/usr/lib/postgresql/15/bin");

    /// <summary>PostgreSQL refuses to run as root: as root its programs run as nobody.</summary>
    public (string Program, IReadOnlyList<string> Arguments) CommandFor(string program, IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(Folder, program);
        return System.Environment.UserName == "root"
            ? ("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments])
            : (path, arguments);
    }
}
