using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class JobStoreTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly PostgresJobStore _jobs = new(database.DataSource);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_comes_back_with_every_field_before_and_after_a_change()
    {
        var job = Job("every field") with { IdempotencyKey = "k ~!", Fingerprint = new string('a', 64), RowsTotal = 9, Owner = "every" };
        Assert.Null(await _jobs.AddAsync(job, UnixNanos.Zero, Ct));
        Assert.Equal(job, await _jobs.FindAsync(job.Id, Ct));

        var done = job with
        {
            State = "partial", Checkpoint = """{ "a": 1.50 }""", Result = """{"rows":7 }""", Problem = "{}", Progress = 0.1, RowsDone = 7, Attempts = 2,
            Started = new UnixNanos(11), Finished = new UnixNanos(1_794_268_800_000_000_001),
        };
        await _jobs.UpdateAsync([done], Ct);

        Assert.Equal(done, await _jobs.FindAsync(job.Id, Ct));
        Assert.Null(await _jobs.FindAsync("export_0", Ct));
    }

    [Fact]
    public async Task A_46_The_first_of_many_with_one_key_is_added_and_the_others_hear_of_it()
    {
        var jobs = Enumerable.Range(0, 8).Select(i => Job($"race {i}") with { IdempotencyKey = "once", Owner = "race" }).ToArray();
        var holders = await Task.WhenAll(jobs.Select(job => _jobs.AddAsync(job, UnixNanos.Zero, Ct)));

        var added = jobs[Array.IndexOf(holders, null)];
        Assert.Single(holders, holder => holder is null);
        Assert.All(holders.OfType<StoredJob>(), holder => Assert.Equal(added.Id, holder.Id));
        Assert.Null(await _jobs.AddAsync(Job("other owner") with { IdempotencyKey = "once", Owner = "somebody else" }, UnixNanos.Zero, Ct));
    }

    [Fact]
    public async Task A_47_A_key_is_free_again_after_its_time()
    {
        var first = Job("first") with { IdempotencyKey = "daily", Owner = "expiry", Created = new UnixNanos(1_000) };
        await _jobs.AddAsync(first, UnixNanos.Zero, Ct);

        Assert.Equal(first.Id, (await _jobs.AddAsync(Job("too early") with { IdempotencyKey = "daily", Owner = "expiry" }, new UnixNanos(1_000), Ct))?.Id);
        Assert.Null(await _jobs.AddAsync(Job("later") with { IdempotencyKey = "daily", Owner = "expiry" }, new UnixNanos(1_001), Ct));
        Assert.Null((await _jobs.FindAsync(first.Id, Ct))!.IdempotencyKey);
    }

    [Fact]
    public async Task A_start_loads_the_newest_and_whatever_is_not_finished_and_old_ones_are_forgotten()
    {
        await database.ExecuteAsync("delete from jobs", Ct);
        for (var i = 1; i <= 5; i++)
            await _jobs.AddAsync(Job($"load {i}") with
            {
                Created = new UnixNanos(i), State = i is 1 or 2 ? "running" : "succeeded", Finished = i is 1 or 2 ? null : new UnixNanos(i * 10),
            }, UnixNanos.Zero, Ct);

        Assert.Equal([1, 2, 4, 5], (await _jobs.LoadAsync(2, Ct)).Select(j => j.Created.Value));
        Assert.Equal(2, await _jobs.ForgetAsync(new UnixNanos(50), Ct));
        Assert.Equal([1, 2, 5], (await _jobs.LoadAsync(10, Ct)).Select(j => j.Created.Value));
    }

    private static StoredJob Job(string title) => new()
    {
        Id = $"export_{Guid.NewGuid():N}", Kind = "export", Title = title, State = "queued", Request = """{ "x": 1.0 }""", Owner = "local",
        Created = new UnixNanos(1_794_268_800_000_000_001),
    };
}
