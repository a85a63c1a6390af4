using System.Collections.Immutable;

namespace Argonaut.Alerts;

/// <summary>Where alerts go beside the dashboard, and what is watched besides the market.</summary>
public sealed record AlertOptions
{
    /// <summary>Null: no webhook. <c>https</c>, or <c>http</c> in one's own network.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Signs what is posted; null: not signed.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Null: no e-mail.</summary>
    public MailOptions? Mail { get; init; }

    /// <summary>Folders whose disks are watched.</summary>
    public ImmutableArray<string> Folders { get; init; } = [];

    /// <summary>Between two looks at what no tick tells.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(500);
}
