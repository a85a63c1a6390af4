using Argonaut.Ports;

namespace Argonaut.Live.History;

/// <summary>Reads of the store are made again until it answers: nothing else can be done without it.</summary>
internal static class StoreRetry
{
    /// <param name="work">Reads, or writes that may be repeated.</param>
    /// <param name="options">Delays.</param>
    /// <param name="time">For the delays.</param>
    /// <param name="onProblem">Told why, at each failure.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work, LiveOptions options, TimeProvider time, Action<StoreDiagnosis>? onProblem, CancellationToken ct)
    {
        for (var delay = options.RetryDelay; ; delay = delay * 2 < options.MaxRetryDelay ? delay * 2 : options.MaxRetryDelay)
        {
            try
            {
                return await work(ct);
            }
            catch (StoreUnavailableException e)
            {
                onProblem?.Invoke(e.Diagnosis);
            }

            await Task.Delay(delay, time, ct);
        }
    }
}
