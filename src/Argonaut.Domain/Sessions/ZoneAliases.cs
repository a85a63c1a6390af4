using System.Collections.Frozen;

namespace Argonaut.Domain.Sessions;

/// <summary>
/// Names that zone data may lack: the old names of the IANA data base (its file <c>backward</c>), Windows ids (Unicode CLDR, windowsZones)
/// and what gateways were seen to send. The three-letter names mean the zone with its summer time.
/// </summary>
internal static class ZoneAliases
{
    public static readonly FrozenDictionary<string, string> All = Read(
        """
        Etc/UTC: Universal, UTC, UCT, GMT, GMT0, Z, Zulu, Etc/GMT, Etc/UCT, Etc/Universal, Etc/Zulu, Coordinated Universal Time
        America/New_York: US/Eastern, EST, EDT, EST5EDT, ET, US/East-Indiana, US/Michigan, Eastern Standard Time, Eastern Daylight Time, Eastern Time, US Eastern Standard Time
        America/Chicago: US/Central, CST, CDT, CST6CDT, CT, Central Standard Time, Central Daylight Time, Central Time
        America/Denver: US/Mountain, MST7MDT, MDT, Navajo, Mountain Standard Time, Mountain Daylight Time
        America/Phoenix: US/Arizona, MST, US Mountain Standard Time
        America/Los_Angeles: US/Pacific, US/Pacific-New, PST, PDT, PST8PDT, Pacific Standard Time, Pacific Daylight Time
        America/Anchorage: US/Alaska, Alaskan Standard Time
        Pacific/Honolulu: US/Hawaii, HST, Hawaiian Standard Time
        America/Adak: US/Aleutian, Aleutian Standard Time
        America/Toronto: Canada/Eastern
        America/Winnipeg: Canada/Central
        America/Edmonton: Canada/Mountain
        America/Vancouver: Canada/Pacific
        America/Halifax: Canada/Atlantic, Atlantic Standard Time, AST, ADT
        America/St_Johns: Canada/Newfoundland, Newfoundland Standard Time
        America/Regina: Canada/Saskatchewan, Canada Central Standard Time
        America/Mexico_City: Mexico/General, Central Standard Time (Mexico)
        America/Mazatlan: Mexico/BajaSur, Mountain Standard Time (Mexico)
        America/Tijuana: Mexico/BajaNorte, Pacific Standard Time (Mexico)
        America/Sao_Paulo: Brazil/East, E. South America Standard Time, BRT
        America/Bogota: SA Pacific Standard Time
        America/Caracas: Venezuela Standard Time
        America/Santiago: Chile/Continental, Pacific SA Standard Time
        America/Argentina/Buenos_Aires: America/Buenos_Aires, Argentina Standard Time
        America/Guatemala: Central America Standard Time
        America/La_Paz: SA Western Standard Time
        America/Cayenne: SA Eastern Standard Time
        America/Montevideo: Montevideo Standard Time
        America/Asuncion: Paraguay Standard Time
        America/Havana: Cuba, Cuba Standard Time
        America/Jamaica: Jamaica
        Europe/London: GB, GB-Eire, BST, British Summer Time, Greenwich Mean Time, GMT Standard Time, Europe/Belfast
        Europe/Dublin: Eire, Irish Standard Time
        Europe/Lisbon: Portugal, WET, WEST, Western European Time, Western European Summer Time
        Europe/Brussels: MET, MEST, CET, CEST, Middle Europe Time, Middle Europe Summer Time
        Europe/Berlin: MEZ, MESZ, Central European Time, Central European Standard Time, Central European Summer Time, W. Europe Standard Time, Mitteleuropäische Zeit, Mitteleuropäische Sommerzeit
        Europe/Paris: Romance Standard Time
        Europe/Budapest: Central Europe Standard Time
        Europe/Warsaw: Poland
        Europe/Bucharest: EET, EEST, GTB Standard Time, Eastern European Time, Eastern European Summer Time
        Europe/Kyiv: Europe/Kiev, FLE Standard Time
        Europe/Chisinau: E. Europe Standard Time
        Europe/Istanbul: Turkey, Turkey Standard Time, TRT
        Europe/Moscow: W-SU, MSK, Russian Standard Time, Moscow Standard Time
        Europe/Kaliningrad: Kaliningrad Standard Time
        Europe/Samara: Russia Time Zone 3
        Europe/Minsk: Belarus Standard Time
        Africa/Johannesburg: South Africa Standard Time, SAST
        Africa/Cairo: Egypt, Egypt Standard Time
        Africa/Lagos: W. Central Africa Standard Time
        Africa/Nairobi: E. Africa Standard Time
        Africa/Casablanca: Morocco Standard Time
        Atlantic/Reykjavik: Iceland, Greenwich Standard Time
        Atlantic/Azores: Azores Standard Time
        Asia/Jerusalem: Israel, Asia/Tel_Aviv, Israel Standard Time, Jerusalem Standard Time
        Asia/Riyadh: Arab Standard Time, Arabia Standard Time
        Asia/Baghdad: Arabic Standard Time
        Asia/Dubai: Arabian Standard Time, Gulf Standard Time, GST
        Asia/Tehran: Iran, Iran Standard Time
        Asia/Kabul: Afghanistan Standard Time
        Asia/Baku: Azerbaijan Standard Time
        Asia/Karachi: Pakistan Standard Time, PKT
        Asia/Tashkent: West Asia Standard Time
        Asia/Yekaterinburg: Ekaterinburg Standard Time
        Asia/Almaty: Central Asia Standard Time
        Asia/Kolkata: Asia/Calcutta, IST, India Standard Time
        Asia/Colombo: Sri Lanka Standard Time
        Asia/Kathmandu: Asia/Katmandu, Nepal Standard Time
        Asia/Dhaka: Asia/Dacca, Bangladesh Standard Time
        Asia/Yangon: Asia/Rangoon, Myanmar Standard Time
        Asia/Bangkok: SE Asia Standard Time, Indochina Time
        Asia/Ho_Chi_Minh: Asia/Saigon
        Asia/Jakarta: Western Indonesian Time, WIB
        Asia/Kuala_Lumpur: Malaysia Standard Time
        Asia/Singapore: Singapore, Singapore Standard Time, SGT
        Asia/Manila: Philippine Standard Time
        Asia/Hong_Kong: Hongkong, HKT, Hong Kong Standard Time, Hong Kong Time
        Asia/Shanghai: PRC, Asia/Chongqing, Asia/Harbin, China Standard Time, China Time, 中国标准时间
        Asia/Taipei: ROC, Taipei Standard Time
        Asia/Tokyo: Japan, JST, Tokyo Standard Time, Japan Standard Time, Japan Time
        Asia/Seoul: ROK, KST, Korea Standard Time, Korean Standard Time
        Asia/Ulaanbaatar: Asia/Ulan_Bator, Ulaanbaatar Standard Time
        Asia/Irkutsk: North Asia East Standard Time
        Asia/Krasnoyarsk: North Asia Standard Time
        Asia/Novosibirsk: N. Central Asia Standard Time
        Asia/Yakutsk: Yakutsk Standard Time
        Asia/Vladivostok: Vladivostok Standard Time
        Asia/Magadan: Magadan Standard Time
        Asia/Tbilisi: Georgian Standard Time
        Asia/Yerevan: Caucasus Standard Time
        Asia/Amman: Jordan Standard Time
        Asia/Beirut: Middle East Standard Time
        Asia/Damascus: Syria Standard Time
        Australia/Sydney: Australia/NSW, Australia/ACT, Australia/Canberra, AEST, AEDT, AUS Eastern Standard Time, Australian Eastern Standard Time
        Australia/Melbourne: Australia/Victoria
        Australia/Brisbane: Australia/Queensland, E. Australia Standard Time
        Australia/Adelaide: Australia/South, Cen. Australia Standard Time
        Australia/Darwin: Australia/North, AUS Central Standard Time
        Australia/Perth: Australia/West, AWST, W. Australia Standard Time
        Australia/Hobart: Australia/Tasmania, Tasmania Standard Time
        Australia/Lord_Howe: Australia/LHI, Lord Howe Standard Time
        Pacific/Auckland: NZ, NZST, NZDT, New Zealand Standard Time
        Pacific/Chatham: NZ-CHAT, Chatham Islands Standard Time
        Pacific/Fiji: Fiji Standard Time
        Pacific/Guadalcanal: Central Pacific Standard Time
        Pacific/Port_Moresby: West Pacific Standard Time
        Pacific/Tongatapu: Tonga Standard Time
        Pacific/Apia: Samoa Standard Time
        """);

    private static FrozenDictionary<string, string> Read(string table)
    {
        var aliases = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            foreach (var alias in line[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries)) aliases.Add(alias, line[..colon]);
        }

        return aliases.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
