using System.Collections.Immutable;

namespace Argonaut.Postgres.Migrations;

/// <summary>
/// The schema as files for a database that is made without this program (<c>deploy/schema</c>, mounted into a container's
/// initialisation folder). They fill <c>schema_version</c>, so that the first start finds nothing to do.
/// </summary>
public static class SchemaFiles
{
    internal const string VersionTable = """
        create table if not exists schema_version (
          version integer not null,
          name varchar(100) not null,
          sha256 char(64) not null,
          applied_at timestamptz not null default now(),
          constraint schema_version_pkey primary key (version)
        );
        """;

    /// <summary>File name and content of each, in the order in which they run.</summary>
    public static ImmutableArray<(string Name, string Content)> Generate() =>
        [.. Migration.All.Select(migration => (migration.FileName, Content(migration)))];

    private static string Content(Migration migration) =>
        $"""
        -- Generated from the program's migrations; do not edit.
        begin;

        {(migration == Migration.All[0] ? VersionTable.ReplaceLineEndings("\n") + "\n\n" : "")}{migration.Sql.TrimEnd()}

        insert into schema_version (version, name, sha256) values ({migration.Version}, '{migration.Name}', '{migration.Sha256}');
        commit;

        """.ReplaceLineEndings("\n");
}
