using Microsoft.Extensions.Logging;

namespace Argonaut.SimulatedGateway.Control;

/// <summary>Carries out the steps of a script at their times by the gateway's clock.</summary>
public sealed class ScriptRunner : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly GatewayControl _control;
    private readonly ILogger<ScriptRunner> _log;
    private readonly IEnumerator<ScriptStep> _steps;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly DateTimeOffset _start;
    private readonly ITimer _timer;
    private bool _hasNext;

    /// <param name="steps">In the order of their times; may be endless.</param>
    public ScriptRunner(GatewayControl control, IEnumerable<ScriptStep> steps, ILogger<ScriptRunner> log)
    {
        _control = control;
        _log = log;
        _steps = steps.GetEnumerator();
        _hasNext = _steps.MoveNext();
        var time = control.Clock.Time;
        _start = time.GetUtcNow();
        Run();
        _timer = time.CreateTimer(_ => Run(), null, Poll, Poll);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _stopping.CancelAsync();
        lock (_gate)
        {
            _hasNext = false;
            _steps.Dispose();
        }

        _stopping.Dispose();
    }

    private void Run()
    {
        if (!_gate.TryEnter()) return;
        try
        {
            while (_hasNext && _steps.Current.At <= _control.Clock.Time.GetUtcNow() - _start)
            {
                Do(_steps.Current);
                _hasNext = _steps.MoveNext();
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Do(ScriptStep step)
    {
        try
        {
            switch (step)
            {
                case FaultStep fault:
                    _control.Faults.Arm(fault.Fault);
                    break;
                case MoveStep move:
                    _control.MovePrice(move.Symbol, move.By);
                    break;
                case HaltStep halt:
                    _ = _control.HaltAsync(halt.Symbol, halt.Length, _stopping.Token);
                    break;
                case OrderStep order:
                    _control.PlaceManual(order.Action, order.Quantity, order.Symbol, order.Type, order.Price);
                    break;
                case BulletinStep bulletin:
                    _control.Bulletin(bulletin.Text);
                    break;
                case ScenarioStep scenario:
                    _control.SetScenario(scenario.Name);
                    break;
                default:
                    throw new InvalidOperationException($"A script cannot do {step.GetType().Name}.");
            }

            GatewayLog.ScriptStep(_log, step.At.TotalSeconds, step);
        }
        catch (Exception e) when (e is ControlException or Faults.FaultException)
        {
            GatewayLog.ScriptStepFailed(_log, step.At.TotalSeconds, e.Message);
        }
    }
}
