using Argonaut.Ports;
using Argonaut.Postgres;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class UserDocumentTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly PostgresUserDocuments _documents = new(database.DataSource, TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static UserDocumentKey Key(string owner, string name) => new(owner, UserDocumentKind.Layout, name);

    [Fact]
    public async Task A_document_comes_back_byte_for_byte_with_its_version()
    {
        var key = Key("byte", "ü / .. ' \"");
        const string content = """{ "b": 1.50, "a": "\u00fc" , "a2": [ ] }""";

        var saved = await _documents.SaveAsync(key, content, 0, Ct);
        var found = await _documents.FindAsync(key, Ct);

        Assert.Equal((content, 1L, key.Name), (found!.Content, found.Version, found.Name));
        Assert.Equal(saved, found);
        Assert.Null(await _documents.FindAsync(key with { Kind = UserDocumentKind.Settings }, Ct));
    }

    [Fact]
    public async Task Of_two_saves_of_one_version_only_one_is_taken()
    {
        var key = Key("race", "main");
        var firsts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _documents.SaveAsync(key, $"{i}", 0, Ct)));
        var seconds = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _documents.SaveAsync(key, $"{i}", 1, Ct)));

        Assert.Single(firsts, saved => saved is not null);
        var winner = Assert.Single(seconds, saved => saved is not null);
        Assert.Equal(winner, await _documents.FindAsync(key, Ct));
        Assert.Equal(2, winner!.Version);
    }

    [Fact]
    public async Task A_list_has_those_of_one_owner_by_name_without_content()
    {
        foreach (var name in new[] { "b", "a" }) await _documents.SaveAsync(Key("lister", name), "{}", 0, Ct);
        await _documents.SaveAsync(Key("somebody else", "c"), "{}", 0, Ct);

        var list = await _documents.ListAsync("lister", UserDocumentKind.Layout, Ct);

        Assert.Equal([("a", ""), ("b", "")], list.Select(d => (d.Name, d.Content)));
    }

    [Fact]
    public async Task A_removal_needs_the_version()
    {
        var key = Key("remover", "main");
        await _documents.SaveAsync(key, "{}", 0, Ct);

        Assert.False(await _documents.RemoveAsync(key, 2, Ct));
        Assert.True(await _documents.RemoveAsync(key, 1, Ct));
        Assert.Null(await _documents.FindAsync(key, Ct));
        Assert.Null(await _documents.SaveAsync(key, "{}", 1, Ct));
    }
}
