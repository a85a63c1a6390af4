namespace Argonaut.Server.Http;

/// <summary>The codes of api.md A-025 that a route or channel of this version can answer.</summary>
internal static class ProblemKinds
{
    public static readonly ProblemKind MalformedJson = new("malformed_json", 400, "The body is not valid JSON");
    public static readonly ProblemKind UnknownField = new("unknown_field", 400, "A field or parameter is not known");
    public static readonly ProblemKind InvalidParameter = new("invalid_parameter", 400, "A parameter has a value that is not allowed");
    public static readonly ProblemKind AmbiguousTime = new("ambiguous_time", 400, "A time has no offset");
    public static readonly ProblemKind InvalidTimeframe = new("invalid_timeframe", 400, "The timeframe is not known");
    public static readonly ProblemKind InvalidInstrumentId = new("invalid_instrument_id", 400, "The instrument id is not valid");
    public static readonly ProblemKind InvalidCursor = new("invalid_cursor", 400, "The cursor is not valid or has expired");
    public static readonly ProblemKind MissingToken = new("missing_token", 401, "A token is needed");
    public static readonly ProblemKind InvalidToken = new("invalid_token", 401, "The token is not valid");
    public static readonly ProblemKind ForbiddenRole = new("forbidden_role", 403, "The role does not allow this");
    public static readonly ProblemKind ForbiddenOrigin = new("forbidden_origin", 403, "The origin is not allowed");
    public static readonly ProblemKind NotFound = new("not_found", 404, "Not found");
    public static readonly ProblemKind UnknownInstrument = new("unknown_instrument", 404, "The instrument is not known");
    public static readonly ProblemKind UnknownSource = new("unknown_source", 404, "The source is not known");
    public static readonly ProblemKind MethodNotAllowed = new("method_not_allowed", 405, "The method is not allowed here");
    public static readonly ProblemKind NotAcceptable = new("not_acceptable", 406, "None of the accepted content types is offered");
    public static readonly ProblemKind Conflict = new("conflict", 409, "The request conflicts with what is there");
    public static readonly ProblemKind CatalogOverlap = new("catalog_overlap", 409, "The interval overlaps a file of the catalog");
    public static readonly ProblemKind IdempotencyInProgress = new("idempotency_in_progress", 409, "The first request with this key is still running");
    public static readonly ProblemKind PreconditionFailed = new("precondition_failed", 412, "It was changed meanwhile");
    public static readonly ProblemKind PreconditionRequired = new("precondition_required", 428, "The version that is replaced must be named");
    public static readonly ProblemKind BodyTooLarge = new("body_too_large", 413, "The body is too large");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported_media_type", 415, "The content type is not supported");
    public static readonly ProblemKind UnknownHost = new("unknown_host", 421, "The host is not served here");
    public static readonly ProblemKind PrecisionViolation = new("precision_violation", 422, "A value does not fit the precision");
    public static readonly ProblemKind ValidationFailed = new("validation_failed", 422, "The request cannot be carried out as it is");
    public static readonly ProblemKind IdempotencyKeyReused = new("idempotency_key_reused", 422, "The key was used for another request");
    public static readonly ProblemKind RateLimited = new("rate_limited", 429, "Too many requests");
    public static readonly ProblemKind Internal = new("internal", 500, "The server failed");
    public static readonly ProblemKind BrokerRejected = new("broker_rejected", 502, "The broker refused the request");
    public static readonly ProblemKind DatabaseUnavailable = new("database_unavailable", 503, "The database is not available");
    public static readonly ProblemKind BrokerDisconnected = new("broker_disconnected", 503, "The broker is not connected");
    public static readonly ProblemKind Starting = new("starting", 503, "The server is starting");
    public static readonly ProblemKind ShuttingDown = new("shutting_down", 503, "The server is shutting down");
    /// <summary>Only of jobs: the program ended in the middle (api.md A-074).</summary>
    public static readonly ProblemKind Interrupted = new("interrupted", 503, "The program ended in the middle of the work");
    public static readonly ProblemKind ExportDiskFull = new("export_disk_full", 507, "The export directory is full");

    public static readonly ProblemKind SlowConsumer = new("slow_consumer", 0, "The client reads too slowly");
    public static readonly ProblemKind TooManyConnections = new("too_many_connections", 0, "Too many connections");
    public static readonly ProblemKind UnknownSubscription = new("unknown_subscription", 404, "The subscription is not known");
    public static readonly ProblemKind Flooding = new("flooding", 429, "Too many messages");
}
