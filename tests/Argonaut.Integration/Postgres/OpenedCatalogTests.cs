using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class OpenedCatalogTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly PostgresOpenedCatalogs _catalogs = new(database.DataSource);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_catalog_comes_back_with_every_field_until_it_is_removed_and_has_its_name_and_path_alone()
    {
        var added = (await _catalogs.AddAsync(Catalog("research", "/srv/a"), Ct))!;
        Assert.Equal(Catalog("research", "/srv/a") with { Id = added.Id }, added);
        Assert.Equal([added], await _catalogs.ListAsync(Ct));
        Assert.Null(await _catalogs.AddAsync(Catalog("research", "/srv/b"), Ct));
        Assert.Null(await _catalogs.AddAsync(Catalog("other", "/srv/a"), Ct));

        Assert.True(await _catalogs.RemoveAsync(added.Id, Ct));
        Assert.False(await _catalogs.RemoveAsync(added.Id, Ct));
        Assert.Empty(await _catalogs.ListAsync(Ct));
    }

    private static OpenedCatalog Catalog(string name, string path) => new(0, name, path, "owner", new UnixNanos(1_703));
}
