package latchkey.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the request metrics. */
@ConfigMapping(prefix = "latchkey.metrics")
public interface MetricsConfig {
    /** Whether the metrics have histograms of request durations: twelve more series for each endpoint, status and method. */
    @WithDefault("false")
    boolean histograms();
}
