using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 84.</summary>
/// <param name="TimeMilliseconds">Since the epoch.</param>
public sealed record IbTickNews(
    int RequestId, long TimeMilliseconds, string ProviderCode, string ArticleId, string Headline, string ExtraData);

/// <summary>Answer 14.</summary>
/// <param name="Type">1 news, 2 exchange not available, 3 exchange available again.</param>
public sealed record IbNewsBulletin(int Id, int Type, string Text, string Exchange);

/// <summary>One row of answer 85.</summary>
public sealed record IbNewsProvider(string Code, string Name);

/// <summary>Answer 83.</summary>
/// <param name="Type">0 text or HTML, 1 a file as base64.</param>
public sealed record IbNewsArticle(int RequestId, int Type, string Text);

/// <summary>Answer 86: one headline; answer 87 ends the list.</summary>
/// <param name="Time">As sent, <c>YYYY-MM-DD HH:MM:SS.f</c>.</param>
public sealed record IbHistoricalNews(int RequestId, string Time, string ProviderCode, string ArticleId, string Headline);

/// <summary>Answers about news. Every method starts after the message id.</summary>
public static class IbNewsDecoder
{
    /// <summary>Answer 84.</summary>
    public static IbTickNews Tick(ref IbFieldReader r) => new(
        r.ReadInt(), r.ReadLong(), r.ReadString(), r.ReadString(), IbText.Unescape(r.ReadString()), r.ReadString());

    /// <summary>Answer 14.</summary>
    public static IbNewsBulletin Bulletin(ref IbFieldReader r)
    {
        r.Skip();
        return new IbNewsBulletin(r.ReadInt(), r.ReadInt(), IbText.Unescape(r.ReadString()), r.ReadString());
    }

    /// <summary>Answer 85.</summary>
    public static ImmutableArray<IbNewsProvider> Providers(ref IbFieldReader r)
    {
        var rows = new IbNewsProvider[r.ReadCount()];
        for (var i = 0; i < rows.Length; i++) rows[i] = new IbNewsProvider(r.ReadString(), IbText.Unescape(r.ReadString()));
        return ImmutableCollectionsMarshal.AsImmutableArray(rows);
    }

    /// <summary>Answer 83.</summary>
    public static IbNewsArticle Article(ref IbFieldReader r) => new(r.ReadInt(), r.ReadInt(), IbText.Unescape(r.ReadString()));

    /// <summary>Answer 86.</summary>
    public static IbHistoricalNews Headline(ref IbFieldReader r) => new(
        r.ReadInt(), r.ReadString(), r.ReadString(), r.ReadString(), IbText.Unescape(r.ReadString()));

    /// <summary>Answer 87.</summary>
    public static (int RequestId, bool HasMore) HeadlinesEnd(ref IbFieldReader r) => (r.ReadInt(), r.ReadBool());
}

/// <summary>Requests about news.</summary>
public static class IbNewsRequests
{
    /// <param name="all">With the bulletins of today that were sent before.</param>
    public static void NewsBulletins(this IbFrameWriter w, bool all) => w.Begin(IbRequest.NewsBulletins).Int(1).Bool(all).End();

    public static void CancelNewsBulletins(this IbFrameWriter w) => w.Begin(IbRequest.CancelNewsBulletins).Int(1).End();

    public static void NewsProviders(this IbFrameWriter w) => w.Begin(IbRequest.NewsProviders).End();

    public static void NewsArticle(this IbFrameWriter w, int requestId, string providerCode, string articleId) =>
        w.Begin(IbRequest.NewsArticle).Int(requestId).Text(providerCode).Text(articleId).Empty().End();

    /// <param name="providerCodes">Separated by <c>+</c>.</param>
    /// <param name="start"><c>YYYYMMDD-HH:MM:SS</c> in UTC, or empty.</param>
    /// <param name="maxResults">1 to 300.</param>
    public static void HistoricalNews(
        this IbFrameWriter w, int requestId, int conId, string providerCodes, string start, string end, int maxResults) =>
        w.Begin(IbRequest.HistoricalNews).Int(requestId).Int(conId).Text(providerCodes).Text(start).Text(end).Int(maxResults)
            .Empty().End();
}
