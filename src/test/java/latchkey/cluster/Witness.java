package latchkey.cluster;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import latchkey.Waiting;

/** Members who use both replicas, at a steady rate whatever the answers are, and the history of what they were told. */
final class Witness implements AutoCloseable {

    /** More than the requests that wait at one time for a database that hangs. */
    private static final int MEMBERS = 100;

    private static final int MILLIS_BETWEEN = 60;
    private static final int MAIL_PORT = 2525;

    private final List<Member> members;
    private final Queue<Member> idle;
    private final Queue<Exchange> history;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final GreenMail mails = new GreenMail(new ServerSetup(MAIL_PORT, Hosts.HERE, ServerSetup.PROTOCOL_SMTP));
    private volatile boolean pausing;
    private int turns;

    private Witness(List<Member> members, List<Exchange> history) {
        this.members = members;
        this.history = new ConcurrentLinkedQueue<>(history);
        idle = new ConcurrentLinkedQueue<>(members);
        members.forEach(member -> member.join(this));
    }

    Witness(Hosts hosts, Random random) {
        this(
                IntStream.range(0, MEMBERS)
                        .mapToObj(i -> new Member(new Api(hosts), "member-" + i, new Random(random.nextLong())))
                        .toList(),
                List.of());
    }

    /** Starts, and waits until everyone has an account. */
    void start() throws InterruptedException {
        // It logs each address that gets its first mail.
        Logger.getLogger("com.icegreen.greenmail").setLevel(Level.WARNING);
        mails.start();
        clock.scheduleAtFixedRate(this::oneActs, 0, MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
        Waiting.until("all are registered", () -> members.stream().allMatch(Member::isRegistered));
    }

    /** Does {@code work} while no request is under way, and returns a witness who knows what this one knows at that time. */
    Witness copiedDuring(Runnable work) throws InterruptedException {
        pausing = true;
        Waiting.until("no request is under way", () -> idle.size() == members.size());
        work.run();
        Witness copy = new Witness(members.stream().map(Member::copy).toList(), history());
        pausing = false;
        return copy;
    }

    List<Exchange> history() {
        return List.copyOf(history);
    }

    List<Member> members() {
        return members;
    }

    /** Stops, waits for the last answers, and has each member sign in at each replica once more. */
    void end() throws InterruptedException {
        clock.shutdownNow();
        Waiting.until("no request is under way", () -> idle.size() == members.size());
        for (Member member : members) {
            for (String replica : Hosts.REPLICAS) {
                Waiting.until("a member has an answer", () -> member.findsOutWhatBecameOfTheAccount(replica));
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        threads.shutdownNow();
        mails.stop();
    }

    void record(Exchange exchange) {
        history.add(exchange);
    }

    /** The token of the newest mail to an address. */
    Optional<String> mailTo(String address) {
        return mails.findReceivedMessages(user -> user.getEmail().equals(address), mail -> true)
                .reduce((older, newer) -> newer)
                .map(Witness::token);
    }

    private void oneActs() {
        Member member = pausing ? null : idle.poll();
        if (member == null) {
            return;
        }
        int turn = turns++ % 2;
        threads.execute(() -> {
            try {
                member.act(Hosts.REPLICAS.get(turn), Hosts.REPLICAS.get(1 - turn));
            } finally {
                idle.add(member);
            }
        });
    }

    private static String token(MimeMessage mail) {
        try {
            String text =
                    ((Multipart) mail.getContent()).getBodyPart(0).getContent().toString();
            return text.replaceAll("(?s).*?https?://\\S+#(\\S+).*", "$1");
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
