package latchkey.cluster;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import latchkey.Waiting;

/** What goes wrong for a while. */
enum Fault {
    SWITCHOVER(
            "`patronictl switchover`",
            hosts -> hosts.command("switchover", hosts.primary(), hosts.synchronousStandby())),

    SERVER_CRASHES("`kill -9` of PostgreSQL on the primary", hosts -> hosts.command("crash", hosts.primary())),

    HOST_LOST(
            "`kill -9` of all on the primary's host, which is started again when there is a new primary", Fault::lose),

    PARTITION("the primary's host reaches neither etcd nor the standbys, for 40 s; all others reach it", hosts -> {
        String primary = hosts.primary();
        hosts.command("cut", primary);
        last(40);
        hosts.command("join", primary);
    }),

    STANDBYS_LAG("the standbys do not replay for 20 s, then the primary's host is lost", hosts -> {
        List<String> standbys = Hosts.SERVERS.stream()
                .filter(server -> !server.equals(primary(hosts)))
                .toList();
        standbys.forEach(standby -> hosts.command("sql", standby, "select pg_wal_replay_pause()"));
        last(20);
        lose(hosts);
    }),

    PRIMARY_STOPS("`SIGSTOP` of all on the primary's host for a minute", hosts -> stop(hosts, hosts.primary())),

    STANDBY_STOPS(
            "`SIGSTOP` of all on the synchronous standby's host for a minute",
            hosts -> stop(hosts, hosts.synchronousStandby())),

    DISK_FULL("the primary's disk is full for 40 s", hosts -> {
        String primary = hosts.primary();
        hosts.command("fill", primary);
        last(40);
        hosts.command("free", primary);
    }),

    ETCD_LOST("`kill -9` of etcd, for 30 s", hosts -> {
        hosts.command("signal", "etcd", "KILL");
        last(30);
        hosts.command("start", "etcd");
    }),

    DATABASE_MOVES("the database is dumped, and restored in three new servers", hosts -> hosts.command("move")),

    POOLER_RESTARTS("`kill -9` of PgBouncer, which is started again at once", hosts -> restart(hosts, "pgbouncer")),

    PROXY_RESTARTS("`kill -9` of HAProxy, which is started again at once", hosts -> restart(hosts, "haproxy")),

    REPLICAS_RESTART("`kill -9` of both replicas; each then has another way to the database", hosts -> {
        Hosts.REPLICAS.forEach(replica -> hosts.command("signal", replica, "KILL"));
        hosts.changeWays();
        Hosts.REPLICAS.forEach(hosts::startReplica);
    }),

    RELEASES_CHANGE("rolling update to the release before, and after half a minute back", hosts -> {
        restartInTurn(hosts, replica -> List.of("JAR=" + hosts.jarOfTheReleaseBefore()));
        last(30);
        restartInTurn(hosts, replica -> List.of());
    }),

    SECRETS_CHANGE("rolling change of the secret, and after half a minute back; each replica knows both", hosts -> {
        restartInTurn(hosts, replica -> List.of("SECRET=second"));
        last(30);
        restartInTurn(hosts, replica -> List.of());
    }),

    CLOCKS_DIFFER(
            "each replica restarts: one is ten minutes ahead of the other and of the database, for a minute", hosts -> {
                restartInTurn(
                        hosts,
                        replica -> replica.equals(Hosts.REPLICAS.get(0)) ? List.of("FAKETIME=+600s") : List.of());
                last(60);
                restartInTurn(hosts, replica -> List.of());
            });

    /** Those in which the replicas are left alone. */
    static final Set<Fault> OF_DATABASE =
            EnumSet.complementOf(EnumSet.of(REPLICAS_RESTART, RELEASES_CHANGE, SECRETS_CHANGE, CLOCKS_DIFFER));

    private final String description;
    private final Strike strike;

    Fault(String description, Strike strike) {
        this.description = description;
        this.strike = strike;
    }

    private interface Strike {

        void on(Hosts hosts) throws InterruptedException;
    }

    String description() {
        return description;
    }

    /** Does the damage, waits as long as it lasts, and mends it. */
    void strike(Hosts hosts) throws InterruptedException {
        strike.on(hosts);
    }

    private static void lose(Hosts hosts) throws InterruptedException {
        String primary = hosts.primary();
        hosts.command("signal", primary, "KILL");
        Waiting.until("there is another primary", () -> !primary(hosts).equals(primary));
        last(10);
        hosts.command("start", primary);
    }

    private static void stop(Hosts hosts, String host) throws InterruptedException {
        hosts.command("signal", host, "STOP");
        last(60);
        hosts.command("signal", host, "CONT");
    }

    private static void restart(Hosts hosts, String host) {
        hosts.command("signal", host, "KILL");
        hosts.command("start", host);
    }

    /** As a rolling update does it, with what {@code settings} says for a replica. */
    private static void restartInTurn(Hosts hosts, Function<String, List<String>> settings)
            throws InterruptedException {
        for (String replica : Hosts.REPLICAS) {
            hosts.command("signal", replica, "TERM");
            Waiting.until("it has ended", () -> !hosts.isRunning(replica));
            hosts.startReplica(replica, settings.apply(replica));
            Waiting.until("it is ready", () -> hosts.isReady(replica));
        }
    }

    private static String primary(Hosts hosts) {
        try {
            return hosts.primary();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void last(int seconds) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    }
}
