using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Ports;
using Argonaut.Server.Endpoints;
using Argonaut.Server.Stream;
using Argonaut.Trading.Lines;
using Argonaut.Trading.Quality;

namespace Argonaut.Server.Metrics;

/// <summary>The text of <c>/metrics</c>: the names of api.md A-079 that exist in this version.</summary>
internal sealed class MetricsPage(ServerContext server, ServerMetrics metrics, StreamHub hub)
{
    public string Write()
    {
        var writer = new PrometheusWriter();
        Process(writer);
        Ingestion(writer);
        Feed(writer);
        Frames(writer);
        Quality(writer);
        Streams(writer);
        Work(writer);
        if (server.Parts.ExtraMetrics?.Invoke() is { } extra) writer.Append(extra);
        return writer.ToString();
    }

    private void Process(PrometheusWriter writer)
    {
        writer.Family("argonaut_build_info", "gauge", "Version that runs.");
        writer.Sample("argonaut_build_info", 1, ("version", server.Parts.Facts.Version), ("commit", server.Parts.Facts.Commit));
        writer.Family("argonaut_managed_heap_bytes", "gauge", "Bytes of the managed heap after the last collection.");
        writer.Sample("argonaut_managed_heap_bytes", GC.GetGCMemoryInfo().HeapSizeBytes);
        writer.Family("argonaut_resident_bytes", "gauge", "Resident memory of the process.");
        writer.Sample("argonaut_resident_bytes", Environment.WorkingSet);
    }

    private void Ingestion(PrometheusWriter writer)
    {
        var c = server.Market.Counters;
        var source = server.Parts.Facts.Source;
        writer.Family("argonaut_ticks_received_total", "counter", "Ticks decoded and checked.");
        foreach (var k in c.Kinds) writer.Sample("argonaut_ticks_received_total", k.Received, ("source", source), ("kind", Words.Of(k.Kind)));
        writer.Family("argonaut_ticks_acknowledged_total", "counter", "Ticks that are durable: in the database, or in the spool.");
        foreach (var k in c.Kinds) writer.Sample("argonaut_ticks_acknowledged_total", k.Acknowledged, ("kind", Words.Of(k.Kind)));
        writer.Family("argonaut_ticks_conflated_total", "counter", "Ticks replaced by a newer one before they were stored.");
        foreach (var k in c.Kinds) writer.Sample("argonaut_ticks_conflated_total", k.Conflated, ("kind", Words.Of(k.Kind)));
        writer.Family("argonaut_ingest_unacknowledged", "gauge", "Ticks received and not yet durable.");
        foreach (var k in c.Kinds) writer.Sample("argonaut_ingest_unacknowledged", k.InFlight, ("kind", Words.Of(k.Kind)));
        writer.Family("argonaut_ticks_spooled", "gauge", "Ticks that are durable in the spool and not in the database yet.");
        foreach (var k in c.Kinds) writer.Sample("argonaut_ticks_spooled", k.Spooled, ("kind", Words.Of(k.Kind)));
        writer.Family("argonaut_db_spool_bytes", "gauge", "Bytes of the spool's files.");
        writer.Sample("argonaut_db_spool_bytes", c.Spool.Bytes);
        writer.Family("argonaut_db_spool_limit_bytes", "gauge", "Bytes that the spool may have.");
        writer.Sample("argonaut_db_spool_limit_bytes", c.Spool.LimitBytes);
        writer.Family("argonaut_ticks_rejected_total", "counter", "Ticks refused, by reason.");
        foreach (var (reason, count) in c.RejectedByReason.OrderBy(r => r.Key, StringComparer.Ordinal))
            writer.Sample("argonaut_ticks_rejected_total", count, ("source", source), ("reason", reason));
        writer.Family("argonaut_ticks_duplicate_total", "counter", "Ticks that were there already.");
        writer.Sample("argonaut_ticks_duplicate_total", c.Duplicate, ("source", source));
        writer.Family("argonaut_ingest_queue_depth", "gauge", "Ticks waiting to be stored.");
        writer.Sample("argonaut_ingest_queue_depth", c.InFlight, ("stage", "store"));
        writer.Family("argonaut_ingest_queue_capacity", "gauge", "Ticks that may wait.");
        writer.Sample("argonaut_ingest_queue_capacity", c.QueueCapacity, ("stage", "store"));
        writer.Family("argonaut_ticks_received_per_second", "gauge", "Ticks received a second, over the last five.");
        writer.Sample("argonaut_ticks_received_per_second", c.ReceivedPerSecond, ("source", source));
        writer.Family("argonaut_store_lag_seconds", "gauge", "Time from receiving a tick until it was durable, of the last minute.");
        writer.Sample("argonaut_store_lag_seconds", c.AcknowledgeLagP50.TotalSeconds, ("quantile", "0.5"));
        writer.Sample("argonaut_store_lag_seconds", c.AcknowledgeLagP99.TotalSeconds, ("quantile", "0.99"));
        writer.Sample("argonaut_store_lag_seconds", c.AcknowledgeLagMax.TotalSeconds, ("quantile", "1"));
        writer.Family("argonaut_ingest_lag_seconds", "histogram", "Time since ts_init, by stage.");
        writer.Samples("argonaut_ingest_lag_seconds", metrics.ReceiveToBus, ("stage", "recv_to_bus"));
        writer.Samples("argonaut_ingest_lag_seconds", metrics.ReceiveToSocket, ("stage", "recv_to_ws"));
        writer.Family("argonaut_bars_built_total", "counter", "Bars closed.");
        foreach (var timeframe in Timeframe.All)
            writer.Sample("argonaut_bars_built_total", Interlocked.Read(ref metrics.BarsClosed[timeframe.Index]), ("timeframe", timeframe.Code));
        writer.Family("argonaut_bars_revised_total", "counter", "Closed bars that changed.");
        foreach (var timeframe in Timeframe.All)
            writer.Sample("argonaut_bars_revised_total", Interlocked.Read(ref metrics.BarsRevised[timeframe.Index]), ("timeframe", timeframe.Code));
    }

    private void Feed(PrometheusWriter writer)
    {
        var feed = server.Market.Feed;
        var source = server.Parts.Facts.Source;
        writer.Family("argonaut_broker_connected", "gauge", "1 when the source's session is ready.");
        writer.Sample("argonaut_broker_connected", feed.State == FeedState.Ready ? 1 : 0, ("source", source));
        writer.Family("argonaut_feed_reconnects_total", "counter", "Sessions that were opened again.");
        writer.Sample("argonaut_feed_reconnects_total", feed.Reconnects, ("source", source), ("reason", "any"));
        writer.Family("argonaut_feed_gaps_total", "counter", "Gaps noted, by cause.");
        foreach (var (cause, count) in server.Market.Gaps.OrderBy(g => g.Key)) writer.Sample("argonaut_feed_gaps_total", count, ("source", source), ("reason", GapCauses.TextOf(cause)));
        writer.Family("argonaut_feed_lines", "gauge", "Recorded lines, by state.");
        foreach (var lines in server.Market.Lines.GroupBy(l => l.State).OrderBy(g => g.Key))
            writer.Sample("argonaut_feed_lines", lines.Count(), ("source", source), ("state", Words.Of(lines.Key)));
        if (feed.LastMessage.Value > 0)
        {
            writer.Family("argonaut_feed_last_message_age_seconds", "gauge", "Time since the source sent anything.");
            writer.Sample("argonaut_feed_last_message_age_seconds", Math.Max(0, (server.Now - feed.LastMessage) / (double)UnixNanos.PerSecond), ("source", source));
        }

        writer.Family("argonaut_broker_limit_used", "gauge", "How much of a limit of the source is in use.");
        foreach (var (name, used) in LimitsBuilder.Used(feed.Pacing)) writer.Sample("argonaut_broker_limit_used", used, ("source", source), ("limit", name));
        if (feed.RoundTrip is { } trip)
        {
            writer.Family("argonaut_broker_round_trip_seconds", "gauge", "Round trip of the last question for the source's time.");
            writer.Sample("argonaut_broker_round_trip_seconds", trip.TotalSeconds, ("source", source));
        }

        if (feed.ClockOffset is not { } offset) return;
        writer.Family("argonaut_clock_offset_seconds", "gauge", "The source's clock minus ours.");
        writer.Sample("argonaut_clock_offset_seconds", offset.TotalSeconds);
    }

    private void Frames(PrometheusWriter writer)
    {
        var status = server.Parts.Frames.Status;
        if (!status.IsEnabled) return;
        writer.Family("argonaut_flight_frames_total", "counter", "Raw frames recorded, both directions.");
        writer.Sample("argonaut_flight_frames_total", status.Frames);
        writer.Family("argonaut_flight_lost_total", "counter", "Entries of the recording of frames that were lost.");
        writer.Sample("argonaut_flight_lost_total", status.Lost);
        writer.Family("argonaut_flight_bytes", "gauge", "Size of the recording of frames.");
        writer.Sample("argonaut_flight_bytes", status.Bytes);
        writer.Family("argonaut_flight_span_seconds", "gauge", "Time from the oldest recorded frame to the newest.");
        writer.Sample("argonaut_flight_span_seconds", (status.Last - status.First) / (double)UnixNanos.PerSecond);
    }

    private void Quality(PrometheusWriter writer)
    {
        var picture = server.Market.Quality;
        writer.Family("argonaut_quality_findings_total", "counter", "Cases in which a rule of data quality applied.");
        foreach (var (rule, count) in picture.Counts.OrderBy(c => c.Key))
            writer.Sample("argonaut_quality_findings_total", count, ("rule", QualityRules.IdOf(rule)), ("action", Words.Of(QualityRules.Of(rule).Action)));
        writer.Family("argonaut_quality_findings_waiting", "gauge", "Cases that wait to be stored.");
        writer.Sample("argonaut_quality_findings_waiting", picture.Waiting);
        writer.Family("argonaut_instruments_suspect", "gauge", "Instruments whose quotes stay crossed.");
        writer.Sample("argonaut_instruments_suspect", picture.Suspects.Length);
        writer.Family("argonaut_clock_skewed", "gauge", "1 while the source's clock differs from ours by more than 5 s.");
        writer.Sample("argonaut_clock_skewed", picture.Clock.SkewedSince is null ? 0 : 1);
    }

    private void Streams(PrometheusWriter writer)
    {
        writer.Family("argonaut_ws_clients", "gauge", "Open WebSocket connections.");
        writer.Sample("argonaut_ws_clients", hub.ClientCount);
        writer.Family("argonaut_ws_subscriptions", "gauge", "Subscriptions by channel.");
        foreach (var channel in Channels.All) writer.Sample("argonaut_ws_subscriptions", hub.SubscriptionCount(channel), ("channel", Channels.NameOf(channel)));
        PerChannel(writer, "argonaut_ws_messages_sent_total", "Messages sent.", metrics.MessagesSent);
        PerChannel(writer, "argonaut_ws_conflated_total", "Updates replaced by newer ones.", metrics.Conflated);
        PerChannel(writer, "argonaut_ws_resyncs_total", "Subscriptions that began again with a snapshot.", metrics.Resyncs);
        writer.Family("argonaut_ws_slow_disconnects_total", "counter", "Connections closed because the client read too slowly.");
        writer.Sample("argonaut_ws_slow_disconnects_total", metrics.SlowDisconnects);
    }

    private static void PerChannel(PrometheusWriter writer, string name, string help, long[] counts)
    {
        writer.Family(name, "counter", help);
        foreach (var channel in Channels.All) writer.Sample(name, Interlocked.Read(ref counts[(int)channel]), ("channel", Channels.NameOf(channel)));
    }

    private void Work(PrometheusWriter writer)
    {
        writer.Family("argonaut_http_request_seconds", "histogram", "Time to answer, by route.");
        foreach (var (key, histogram) in metrics.Http)
            writer.Samples("argonaut_http_request_seconds", histogram,
                ("route", key.Route), ("method", key.Method), ("status", key.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (metrics.Exports.IsEmpty) return;
        writer.Family("argonaut_export_rows_total", "counter", "Rows written to Parquet.");
        foreach (var (type, totals) in metrics.Exports) writer.Sample("argonaut_export_rows_total", totals.Rows, ("data_type", type));
        writer.Family("argonaut_export_bytes_total", "counter", "Bytes written to Parquet.");
        foreach (var (type, totals) in metrics.Exports) writer.Sample("argonaut_export_bytes_total", totals.Bytes, ("data_type", type));
        writer.Family("argonaut_export_seconds", "histogram", "Time of an export.");
        foreach (var (type, totals) in metrics.Exports) writer.Samples("argonaut_export_seconds", totals.Seconds, ("data_type", type));
    }
}
