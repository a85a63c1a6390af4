using System.Text.Json.Nodes;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>News with the reference decoder's names.</summary>
internal static class NewsEvents
{
    public static JsonObject Tick(IbTickNews n) => ResponseEvents.Event("tickNews", ("tickerId", n.RequestId),
        ("timeStamp", n.TimeMilliseconds), ("providerCode", n.ProviderCode), ("articleId", n.ArticleId), ("headline", n.Headline),
        ("extraData", n.ExtraData));

    public static JsonObject Bulletin(IbNewsBulletin b) => ResponseEvents.Event("updateNewsBulletin", ("msgId", b.Id), ("msgType", b.Type),
        ("newsMessage", b.Text), ("originExch", b.Exchange));
}
