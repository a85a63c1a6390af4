using System.Text.Json.Serialization;

namespace Argonaut.Bench.Results;

/// <summary>What a result proves. Noisy and skipped prove nothing; info has no gate.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResultStatus>))]
internal enum ResultStatus
{
    [JsonStringEnumMemberName("pass")]
    Pass,
    [JsonStringEnumMemberName("fail")]
    Fail,
    [JsonStringEnumMemberName("noisy")]
    Noisy,
    [JsonStringEnumMemberName("skipped")]
    Skipped,
    [JsonStringEnumMemberName("info")]
    Info,
}
