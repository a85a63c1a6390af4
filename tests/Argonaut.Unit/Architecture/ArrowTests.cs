using System.Xml.Linq;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Unit.Architecture;

/// <summary>The table of the architecture, section 2, held against the project files.</summary>
public class ArrowTests
{
    private static readonly string[] All =
    [
        "Domain", "Parquet", "Trading", "Strategies", "Ports", "Catalog", "Journal", "Alerts", "Postgres", "Venues", "Flight", "Simulation", "Live",
        "SimulatedGateway", "Server",
    ];

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Domain"] = [],
        ["Parquet"] = [],
        ["Trading"] = ["Domain"],
        ["Strategies"] = ["Domain", "Trading"],
        ["Ports"] = ["Domain", "Trading"],
        ["Catalog"] = ["Domain", "Parquet"],
        ["Alerts"] = ["Domain", "Trading", "Ports"],
        ["Journal"] = ["Domain", "Trading", "Ports"],
        ["Postgres"] = ["Domain", "Trading", "Ports"],
        ["Venues"] = ["Domain", "Trading", "Ports"],
        ["Flight"] = ["Domain", "Ports"],
        ["Simulation"] = ["Domain", "Trading", "Ports"],
        ["Live"] = ["Domain", "Trading", "Ports"],
        ["SimulatedGateway"] = ["Domain", "Trading", "Ports", "Simulation", "Venues"],
        ["Server"] = ["Domain", "Trading", "Ports", "Catalog", "Strategies", "Simulation", "Live"],
        ["Cli"] = All,
    };

    public static TheoryData<string> RoomsOnDisk { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(SharedData.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(RoomOf).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(RoomsOnDisk))]
    public void A_room_references_only_the_rooms_its_arrows_allow(string room) => Assert.Empty(References(room).Except(Allowed[room]));

    [Theory]
    [MemberData(nameof(RoomsOnDisk))]
    public void A_room_on_disk_is_on_the_map(string room) => Assert.Contains(room, Allowed.Keys);

    [Fact]
    public void References_do_not_travel_along_other_references() =>
        Assert.Equal("true", XDocument.Load(Path.Combine(SharedData.Root, "Directory.Build.props")).Descendants("DisableTransitiveProjectReferences").Single().Value);

    [Fact]
    public void Only_the_pure_rooms_of_the_map_are_free_of_the_framework_reference()
    {
        string[] pure = ["Domain", "Trading", "Strategies", "Ports", "Parquet", "Catalog"];
        var shells = RoomsOnDisk.Select(r => r.Data).Where(r => Load(r).Descendants("FrameworkReference").Any());
        Assert.Empty(shells.Intersect(pure));
    }

    private static IEnumerable<string> References(string room) => Load(room).Descendants("ProjectReference").Select(e => RoomOf(e.Attribute("Include")!.Value));

    private static XDocument Load(string room) =>
        XDocument.Load(Path.Combine(SharedData.Root, "src", $"Argonaut.{room}", $"Argonaut.{room}.csproj"));

    private static string RoomOf(string projectFile) =>
        Path.GetFileNameWithoutExtension(projectFile).Replace("Argonaut.", "", StringComparison.Ordinal);
}
