package latchkey.dev;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import latchkey.LatchkeyConfig;
import latchkey.contract.ContractConfig;
import latchkey.http.browser.CookieConfig;
import latchkey.http.browser.CorsConfig;
import latchkey.http.request.ProxyConfig;
import latchkey.key.TokenConfig;
import latchkey.session.SessionConfig;

/** The settings of a situation, parsed as the service would parse them. */
record Settings(
        LatchkeyConfig service,
        ContractConfig contract,
        CookieConfig cookies,
        CorsConfig cors,
        ProxyConfig proxies,
        TokenConfig tokens,
        SessionConfig session) {

    /** @param typed values by name; blank values count as not set */
    static Settings of(Map<String, String> typed) {
        Map<String, String> set = new HashMap<>(typed);
        set.values().removeIf(String::isBlank);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(LatchkeyConfig.class)
                .withMapping(ContractConfig.class)
                .withMapping(CookieConfig.class)
                .withMapping(CorsConfig.class)
                .withMapping(ProxyConfig.class)
                .withMapping(TokenConfig.class)
                .withMapping(SessionConfig.class)
                .withSources(new PropertiesConfigSource(set, "typed", 100))
                .build();
        return new Settings(
                config.getConfigMapping(LatchkeyConfig.class),
                config.getConfigMapping(ContractConfig.class),
                config.getConfigMapping(CookieConfig.class),
                config.getConfigMapping(CorsConfig.class),
                config.getConfigMapping(ProxyConfig.class),
                config.getConfigMapping(TokenConfig.class),
                config.getConfigMapping(SessionConfig.class));
    }
}
