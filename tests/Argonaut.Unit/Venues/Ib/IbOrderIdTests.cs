using Argonaut.Venues.Ib.Session;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class IbOrderIdTests
{
    [Fact]
    public void F_317_Ids_go_on_behind_the_larger_of_our_own_and_the_brokers()
    {
        var ids = new IbOrderIds();
        Assert.True(ids.Hear(100));
        Assert.Equal([100, 101], [ids.Take(), ids.Take()]);
        Assert.False(ids.Hear(50));
        Assert.Equal(102, ids.Take());
        Assert.True(ids.Hear(500));
        Assert.Equal(500, ids.Take());
        ids.AvoidUsed(900);
        Assert.Equal(901, ids.Take());
    }

    [Fact]
    public void F_317_No_id_is_given_twice_and_none_that_the_broker_or_the_journal_has_used() => Prop.ForAll(
        (from what in Gen.Choose(0, 3) from id in Gen.Choose(0, 200) select (what, id)).ArrayOf().ToArbitrary(), steps =>
    {
        var ids = new IbOrderIds();
        var taken = new List<int>();
        var used = 0;
        foreach (var (what, id) in steps)
        {
            if (what == 0) ids.Hear(id);
            if (what == 1) ids.AvoidUsed(id);
            used = what == 0 ? Math.Max(used, id - 1) : what == 1 ? Math.Max(used, id) : used;
            if (what < 2) continue;
            Assert.True(ids.Next > used);
            taken.Add(ids.Take());
        }

        return taken.SequenceEqual(taken.Distinct().Order());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void When_all_ids_are_used_up_it_says_so()
    {
        var ids = new IbOrderIds();
        ids.Hear(int.MaxValue);
        Assert.Equal(int.MaxValue, ids.Take());
        Assert.Contains("reset", Assert.Throws<InvalidOperationException>(() => ids.Take()).Message, StringComparison.Ordinal);
    }
}
