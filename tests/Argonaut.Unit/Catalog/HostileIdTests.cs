using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Catalog;

/// <summary>Instrument ids of any characters: data everywhere, never a path and never a command (faults.md F-515).</summary>
public sealed class HostileIdTests
{
    private static readonly string[] Pieces = ["/", "\\", "..", "%", "%2F", "'", "\"", ";", "<", ">", "\0", "\n", "💥", "\u202E", "A", ".", " ", "-", ":", new string('x', 101)];

    [Theory]
    [InlineData("../../etc/passwd.X", "....etcpasswd.X")]
    [InlineData("A/B.X", "AB.X")]
    [InlineData("..A.X", "..A.X")]
    public void F_515_A_slash_never_makes_a_folder(string id, string folder)
    {
        Assert.Null(Identifiers.Problem(id, forWindows: false));
        Assert.Equal(folder, Identifiers.FolderOf(id));
    }

    [Theory]
    [InlineData("A\0.X")]
    [InlineData("A\n.X")]
    [InlineData("A\\B.X")]
    public void F_515_Control_characters_and_backslashes_are_in_no_id(string text) => Assert.False(InstrumentId.TryParse(text, out _));

    [Fact]
    public void F_515_Ids_are_a_hundred_characters_at_most()
    {
        Assert.True(InstrumentId.TryParse(new string('A', 98) + ".X", out _));
        Assert.False(InstrumentId.TryParse(new string('A', 99) + ".X", out _));
    }

    [Fact]
    public void F_515_What_is_exported_is_one_folder_below_the_catalog_or_is_refused_with_a_sentence() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Elements(Pieces)).ToArbitrary(), pieces =>
        {
            if (!InstrumentId.TryParse(string.Concat(pieces) + ".X", out var id)) return true;
            if (Identifiers.Problem(id.Value, forWindows: false) is { } problem) return problem.EndsWith('.');
            var root = Path.GetFullPath("/catalog/data/trade_tick");
            return Path.GetDirectoryName(Path.GetFullPath(Path.Combine(root, Identifiers.FolderOf(id.Value)))) == root;
        }).QuickCheckThrowOnFailure();
}
