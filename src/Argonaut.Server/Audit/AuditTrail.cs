using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Argonaut.Server.Audit;

/// <summary>
/// Brings entries to the audit log in their order. Whoever writes one waits until the database has it; while the database is away entries wait
/// here, up to a bound, and their writers do not. At the bound, changes are refused.
/// </summary>
internal sealed class AuditTrail(IAuditStore store, TimeProvider time, ILogger log)
{
    private const int Capacity = 4_096;
    private const int MostAtOnce = 100;
    private const int LongestText = 2_000;

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromHours(24);

    private readonly Channel<Pending> _waiting = Channel.CreateBounded<Pending>(new BoundedChannelOptions(Capacity)
    {
        FullMode = BoundedChannelFullMode.Wait, // writers ask for room before they change anything
        SingleReader = true,
    });

    private volatile bool _isAway;
    private volatile AuditRow? _head;
    private volatile AuditChain? _chain;

    /// <summary>False: nothing more may be changed until the database takes the entries.</summary>
    public bool HasRoom => _waiting.Reader.Count < Capacity;

    /// <summary>Null until the log was walked once.</summary>
    public AuditChain? Chain => _chain;

    private UnixNanos Now => HybridClock.Now(time);

    public Task WriteAsync(HttpContext context, Caller caller, string what, string? before, string? after, string result) =>
        WriteAsync(context, caller.Who, caller.Role, caller.Address, what, before, after, result);

    /// <summary>Returns when the row is durable, or when the database is away and the entry waits for it.</summary>
    public async Task WriteAsync(HttpContext context, string who, Role? role, IPAddress address, string what, string? before, string? after, string result)
    {
        var entry = new AuditEntry(
            Now, who, role is { } known ? RoleText.Of(known) : null, address.ToString(), context.TraceIdentifier, what,
            Short($"{context.Request.Method} {context.Request.Path.ToUriComponent()}"), before is null ? null : Short(before), after is null ? null : Short(after), result);
        var pending = new Pending(entry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        // What was done is a fact: also a client that has gone away does not take it back.
        await _waiting.Writer.WriteAsync(pending, CancellationToken.None);
        if (!_isAway) await pending.Settled.Task;
    }

    /// <summary>Writes until cancelled, then what is left, as far as the database takes it at once.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var batch = new List<Pending>();
        try
        {
            while (true)
            {
                batch.Add(await _waiting.Reader.ReadAsync(ct));
                Fill(batch);
                await AppendAsync(batch, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            using var limit = new CancellationTokenSource(LastTry, time);
            Fill(batch);
            await DrainAsync(batch, limit.Token);
        }
    }

    /// <summary>Walks the log at the start and once a day, and prints its head: a log that was cut or written anew does not have it.</summary>
    public async Task RunChecksAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await CheckAsync(ct);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(AgainAfter, time, ct);
                continue;
            }

            await Task.Delay(CheckEvery, time, ct);
        }
    }

    public async Task CheckAsync(CancellationToken ct)
    {
        var written = _head;
        var (rows, head, fault) = await store.VerifyAsync(ct);
        if (fault is null && written is not null && written.Sequence > rows) fault = $"row {rows + 1} and what came after it are missing";
        _chain = new AuditChain(Now, rows, fault);
        if (fault is not null) ServerLog.AuditBroken(log, fault, rows);
        else if (head is not null) ServerLog.AuditHead(log, head.Sequence, Convert.ToHexStringLower(head.Hash.AsSpan()));
    }

    private async Task AppendAsync(List<Pending> batch, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                _head = await store.AppendAsync([.. batch.Select(p => p.Entry)], ct);
                _isAway = false;
                Settle(batch);
                return;
            }
            catch (StoreUnavailableException)
            {
                _isAway = true;
                foreach (var pending in batch) pending.Settled.TrySetResult();
                await Task.Delay(AgainAfter, time, ct);
            }
        }
    }

    private async Task DrainAsync(List<Pending> batch, CancellationToken limit)
    {
        try
        {
            while (batch.Count > 0)
            {
                _head = await store.AppendAsync([.. batch.Select(p => p.Entry)], limit);
                Settle(batch);
                Fill(batch);
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            while (batch.Count > 0)
            {
                // The log file is the last place that can have them.
                foreach (var lost in batch)
                    ServerLog.AuditNotWritten(log, lost.Entry.At.ToIso(), lost.Entry.Who, lost.Entry.Address, lost.Entry.What, lost.Entry.Subject, lost.Entry.Result);
                Settle(batch);
                Fill(batch);
            }
        }
    }

    private static void Settle(List<Pending> batch)
    {
        foreach (var pending in batch) pending.Settled.TrySetResult();
        batch.Clear();
    }

    private void Fill(List<Pending> batch)
    {
        while (batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var more)) batch.Add(more);
    }

    private static string Short(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText - 1).TrimEnd(), "…");

    private sealed record Pending(AuditEntry Entry, TaskCompletionSource Settled);
}
