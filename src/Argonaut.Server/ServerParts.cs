using System.Collections.Immutable;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Microsoft.Extensions.Logging;

namespace Argonaut.Server;

/// <summary>The finished objects the server works with. The store may be away when it starts.</summary>
public sealed record ServerParts
{
    public required IMarketView Market { get; init; }

    public required IRecorder Recorder { get; init; }

    public required IBackfill Backfill { get; init; }

    public required IMarketStore Store { get; init; }

    public required IDayCoverage Days { get; init; }

    /// <summary>Beside what is recorded, and never among it.</summary>
    public required ISampleStore Sample { get; init; }

    public required IQualityStore Quality { get; init; }

    /// <summary>What the source knows beyond what is recorded.</summary>
    public required IInstrumentSource InstrumentSource { get; init; }

    public required IInstrumentVersions Versions { get; init; }

    public required IDefinitionView Definitions { get; init; }

    public required IOpenedCatalogs Catalogs { get; init; }

    public required IImportStore Imports { get; init; }

    public required IExportLedger Ledger { get; init; }

    public required IJobStore Jobs { get; init; }

    public required IExportSchedules Schedules { get; init; }

    /// <summary>Completes when store, recorder and export directory are as a start leaves them: jobs run from then on.</summary>
    public Task Recovered { get; init; } = Task.CompletedTask;

    public required IStoreMaintenance Maintenance { get; init; }

    public required IBrokerView Broker { get; init; }

    /// <summary>Keeps how the system was.</summary>
    public IHealthHistory Health { get; init; } = NoHealthHistory.Instance;

    public required IAlerts Alerts { get; init; }

    public required IUserDocuments Documents { get; init; }

    public required IAccessStore Access { get; init; }

    public required IAuditStore Audit { get; init; }

    /// <summary>Keeps the raw frames of the source.</summary>
    public IFrameRecorder Frames { get; init; } = NoFrames.Instance;

    public required ReadinessState Readiness { get; init; }

    public required SystemFacts Facts { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The root of the catalog; made when missing.</summary>
    public required string ExportDirectory { get; init; }

    /// <summary>Where relative paths of imports begin; need not exist.</summary>
    public required string ImportDirectory { get; init; }

    /// <summary>The built dashboard; null when there is none.</summary>
    public string? DashboardDirectory { get; init; }

    /// <summary>Tokens that are kept in files: the owner's and that of the command line.</summary>
    public ImmutableArray<AccessToken> Tokens { get; init; } = [];

    /// <summary>32 random bytes of this installation; signs cursors.</summary>
    public required ImmutableArray<byte> InstallKey { get; init; }

    /// <summary>Looks at everything that the program needs on this machine, as <c>argonaut doctor</c> does; null: nobody can.</summary>
    public Func<CancellationToken, Task<ImmutableArray<CheckItem>>>? Doctor { get; init; }

    /// <summary>Receives the server's log lines; null keeps the console.</summary>
    public ILoggerFactory? Logging { get; init; }

    /// <summary>Further text for <c>/metrics</c> in the Prometheus format, from rooms that count for themselves.</summary>
    public Func<string>? ExtraMetrics { get; init; }
}
