using Argonaut.Integration;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Argonaut.Integration;

/// <summary>
/// What starts programs and servers takes longest, and begins first: nothing of it is left over at the end, when the other processor
/// would idle.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Folders = ["Product", "Durability", "Walks", "Postgres"];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(RankOf)];

    private static int RankOf<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        // A class without a collection is one, which has its name.
        var rank = Array.FindIndex(Folders, folder => collection.TestCollectionDisplayName.Contains($"Argonaut.Integration.{folder}.", StringComparison.Ordinal));
        return rank < 0 ? Folders.Length : rank;
    }
}
