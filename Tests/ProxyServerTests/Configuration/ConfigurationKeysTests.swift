import Testing

@testable import ProxyServer

/// The list of settings: complete, consistent, and the same in the manual.
@Suite struct ConfigurationKeysTests {
    /// Every key of the reference (behaviour 2.4) and of files that run today, by section.
    private static let referenceKeys: [(KeyName.Section, String)] = [
        (.global, "include rundir libdir ipc_prefix port_offset stats_connection_ttl stats_connection_send"),
        (.runner, "services http_port https_ports local_ports logdir log_level client_buffer_size client_maxconn"),
        (.runner, "allow_compression condure_bin mongrel2_bin m2sh_bin zurl_bin rundir"),
        (.proxy, "routesfile workers max_open_requests debug auto_cross_origin accept_x_forwarded_protocol"),
        (.proxy, "set_x_forwarded_protocol x_forwarded_for x_forwarded_for_trusted orig_headers_need_mark"),
        (.proxy, "accept_pushpin_route cdn_loop log_from log_user_agent sig_iss sig_key upstream_key sockjs_url"),
        (.proxy, "prometheus_port prometheus_prefix stats_connections_max_ttl stats_report_interval"),
        (.proxy, "inspect_prefetch ipc_file_mode updates_check organization_name stats_spec command_spec"),
        (.proxy, "condure_in_specs connmgr_client_out_specs m2a_in_specs zurl_out_specs handler_inspect_spec"),
        (.proxy, "intreq_in_specs handler_ws_control_stream_specs"),
        (.handler, "ipc_file_mode push_in_spec push_in_sub_specs push_in_sub_spec push_in_sub_connect"),
        (.handler, "push_in_http_addr push_in_http_port push_in_http_max_headers_size push_in_http_max_body_size"),
        (.handler, "stats_spec command_spec state_spec message_rate message_hwm message_block_size message_wait"),
        (.handler, "id_cache_ttl update_on_first_subscription connection_subscription_max subscription_linger"),
        (.handler, "stats_subscription_ttl stats_report_interval stats_format prometheus_port prometheus_prefix"),
        (.handler, "share_all proxy_inspect_spec proxy_stats_specs connmgr_x condure_in_stream_specs m2a_out_specs"),
    ]

    @Test(arguments: Self.referenceKeys)
    func everyKeyOfPushpinIsAccepted(section: KeyName.Section, names: String) {
        for name in names.split(separator: " ") {
            let key = KeyName(section, String(name))
            #expect(ConfigurationKeys.key(key) != nil || ConfigurationKeys.isInternal(key), "\(key)")
        }
    }

    @Test func namesAreUnique() {
        let names = ConfigurationKeys.all.map(\.name)
        #expect(Set(names).count == names.count)
        let variables = ConfigurationKeys.all.compactMap(\.environmentName)
        #expect(Set(variables).count == variables.count)
    }

    @Test func everyNameHasAVariable() {
        for key in ConfigurationKeys.all {
            #expect(EnvironmentName.key(of: "HOLDFAST_" + key.name.name.uppercased())?.name == key.name.name)
        }
    }

    /// Names that two sections have, and the section their variable sets.
    @Test(arguments: [
        ("HOLDFAST_PROMETHEUS_PORT", KeyName.Section.handler), ("HOLDFAST_STATS_REPORT_INTERVAL", .handler),
        ("HOLDFAST_IPC_FILE_MODE", .handler), ("HOLDFAST_RUNDIR", .global), ("HOLDFAST_SIG_KEY", .proxy),
    ])
    func variableOfASharedNameSetsTheDocumentedOne(variable: String, section: KeyName.Section) {
        #expect(EnvironmentName.key(of: variable)?.section == section)
    }

    @Test(arguments: ConfigurationKeys.all.filter { $0.effect != .never })
    func defaultReadsBackAsItself(key: ConfigurationKey) throws {
        let text = key.text(in: Configuration())
        // An unset control key is not the same as an empty one, and braces are replaced when they are read.
        guard key.name.name != "control_key", !text.contains("{") else { return }
        var configuration = Configuration()
        try key.apply(IniValue(verbatim: text), &configuration)
        #expect(key.text(in: configuration) == text)
    }

    /// The rows of the tables of keys in docs/configuration.md, without the last column, the meaning.
    private static let manualRows: [KeyName: [String]] = {
        let folder = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        // A manual that cannot be read has no rows, which the tests then say.
        let bytes = (try? FileReading.contents(of: "/\(folder)/docs/configuration.md")) ?? []
        var section: KeyName.Section?
        var rows: [KeyName: [String]] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("### `["), let end = line.firstIndex(of: "]") {
                section = KeyName.Section(rawValue: String(line[..<end].dropFirst(6)))
            } else if let section, line.hasPrefix("| `") {
                let cells = line.split(separator: "|").map { String($0).trimmingSpaces.replacing("`", with: "") }
                rows[KeyName(section, cells[0])] = Array(cells[1..<5])
            }
        }
        return rows
    }()

    @Test(arguments: ConfigurationKeys.all)
    func manualTellsTheTruthAboutEverySetting(key: ConfigurationKey) {
        let defaultText = key.isAlias ? "" : key.text(in: Configuration())
        let effect =
            switch key.effect {
            case .inForce: key.isOwn ? "yes, own" : "yes"
            case .notYet: "not yet"
            case .never: "no"
            }
        let row = [key.environmentName ?? "–", key.typeName, defaultText.isEmpty ? "–" : defaultText, effect]
        #expect(Self.manualRows[key.name] == row)
    }

    @Test func manualHasNoOtherSetting() {
        #expect(Set(Self.manualRows.keys).subtracting(ConfigurationKeys.all.map(\.name)).isEmpty)
    }

    @Test func settingsWithoutEffectAreDifferencesFromPushpin() throws {
        let folder = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let text = String(decoding: try FileReading.contents(of: "/\(folder)/docs/differences.md"), as: UTF8.self)
        for key in ConfigurationKeys.all where key.effect == .notYet && !key.isAlias {
            #expect(text.contains("`\(key.name.name)`"), "\(key.name)")
        }
    }
}
