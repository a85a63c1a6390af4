using Argonaut.Ports;
using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Session;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class IbBudgetTests
{
    [Fact]
    public void A_budget_ends_where_the_setting_says()
    {
        var budget = new IbBudgets(new IbOptions { TickByTickBudget = 2 }).TickByTick;
        budget.Take();
        Assert.True(budget.HasRoom);
        budget.Take();
        Assert.False(budget.HasRoom);
        budget.Release();
        Assert.True(budget.HasRoom);
    }

    [Fact]
    public void A_refusal_teaches_that_what_was_in_use_before_it_is_the_limit()
    {
        var budgets = new IbBudgets(new IbOptions());
        for (var i = 0; i < 41; i++) budgets.Lines.Take();
        budgets.Lines.LearnRefusal(TimeSpan.Zero);
        budgets.Lines.Release();
        Assert.Equal(new FeedBudget("market_data_lines", 40, 40, IsLearnt: true), budgets.Snapshot()[0]);
        Assert.False(budgets.Lines.HasRoom);
    }

    [Fact]
    public void Each_of_several_refusals_teaches_the_same_limit()
    {
        var depth = new IbBudgets(new IbOptions { MarketDepthBudget = 10 }).Depth;
        for (var i = 0; i < 5; i++) depth.Take();
        for (var i = 0; i < 2; i++)
        {
            depth.LearnRefusal(TimeSpan.Zero);
            depth.Release();
        }

        Assert.Equal(3, depth.Limit);
        Assert.Equal(3, depth.Used);
    }
}
