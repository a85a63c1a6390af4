namespace Argonaut.Server.Audit;

/// <summary>What a handler can tell the audit log beyond the parameters of its request.</summary>
internal sealed class AuditNote
{
    /// <summary>JSON of what there was; null: not told.</summary>
    public string? Before { get; set; }

    /// <summary>JSON of what there is now; null: the parameters of the request.</summary>
    public string? After { get; set; }
}
