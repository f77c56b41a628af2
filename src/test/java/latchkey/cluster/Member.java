package latchkey.cluster;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import latchkey.ConcurrentCallers;
import latchkey.cluster.Api.Answer;
import latchkey.cluster.Exchange.Deed;

/** A user with one account. Its requests follow each other, except for refreshes at both replicas at once. */
final class Member {

    private static final int SESSIONS = 3;
    private static final int REMEMBERED = 5;

    private final Api api;
    private final String name;
    private final Random random;

    /** Those that the account may have, the likeliest first. */
    private final LinkedList<String> passwords = new LinkedList<>();

    private final List<RefreshToken> live = new ArrayList<>();
    private final LinkedList<RefreshToken> ended = new LinkedList<>();
    private Witness witness;
    private volatile boolean registered;
    private String mailed = "";
    private int resets;

    Member(Api api, String name, Random random) {
        this.api = api;
        this.name = name;
        this.random = random;
        passwords.add(name + " at first");
    }

    void join(Witness witness) {
        this.witness = witness;
    }

    /** One who knows what this one knows now. */
    Member copy() {
        Member copy = new Member(api, name, random);
        copy.passwords.clear();
        copy.passwords.addAll(passwords);
        copy.live.addAll(live);
        copy.ended.addAll(ended);
        copy.registered = registered;
        copy.mailed = mailed;
        copy.resets = resets;
        return copy;
    }

    /** Makes one request, or a few, at a replica. */
    void act(String replica, String other) {
        int choice = random.nextInt(100);
        if (!registered) {
            register(replica);
        } else if (live.isEmpty() || choice < 4 && live.size() < SESSIONS) {
            signIn(replica);
        } else if (choice < 70) {
            refresh(replica, any());
        } else if (choice < 80) {
            refreshAtBoth(replica, other);
        } else if (choice < 87) {
            list(replica);
        } else if (choice < 91) {
            signOut(replica);
        } else if (choice < 95) {
            reset(replica);
        } else {
            useWhatEnded(replica);
        }
    }

    /** Tries the passwords that the account may have. False if a replica did not answer. */
    boolean findsOutWhatBecameOfTheAccount(String replica) {
        int status = registered ? 0 : 200;
        for (int i = passwords.size(); i > 0 && status / 100 != 2; i--) {
            status = signIn(replica);
        }
        return status / 100 == 2 || status == 401;
    }

    boolean isRegistered() {
        return registered;
    }

    private int signIn(String replica) {
        String password = passwords.getFirst();
        Answer answer = api.post(replica, "/fastapi/auth/login", Map.of("username", name, "password", password));
        Optional<RefreshToken> token = token(answer);
        record(Deed.SIGN_IN, answer, replica, password, token);
        token.ifPresent(live::add);
        if (answer.isGood()) {
            passwords.clear();
            passwords.add(password);
        } else if (answer.status() == 401) {
            passwords.add(passwords.removeFirst());
        }
        return answer.status();
    }

    /** The statuses with which a replica answers the refresh tokens that this member got after {@code earlier}. */
    List<Integer> showNewer(Member earlier, String replica) {
        return live.stream()
                .filter(token -> !earlier.live.contains(token))
                .map(token -> asked(replica, token).status())
                .toList();
    }

    private void register(String replica) {
        String password = passwords.getFirst();
        Answer answer = api.post(
                replica, "/fastapi/auth/register", Map.of("username", name, "email", address(), "password", password));
        record(Deed.REGISTER, answer, replica, "", password);
        // An earlier registration without an answer may have taken the name.
        registered = answer.isGood() || answer.status() == 400;
    }

    private void refresh(String replica, RefreshToken token) {
        replace(token, asked(replica, token));
    }

    private void refreshAtBoth(String replica, String other) {
        RefreshToken token = any();
        CompletableFuture<Answer> there =
                CompletableFuture.supplyAsync(() -> asked(other, token), ConcurrentCallers.THREADS);
        Answer here = asked(replica, token);
        replace(token, there.join());
        replace(token, here);
    }

    private Answer asked(String replica, RefreshToken token) {
        Answer answer = api.post(replica, "/fastapi/auth/refresh-token", Map.of("refresh_token", token.text()));
        Optional<RefreshToken> next = token(answer);
        witness.record(new Exchange(
                Deed.REFRESH,
                name,
                token.session(),
                token.text(),
                next.map(RefreshToken::text).orElse(""),
                next.map(RefreshToken::generation).orElse(0),
                answer.status(),
                replica,
                answer.request(),
                answer.began(),
                answer.ended()));
        return answer;
    }

    private void replace(RefreshToken token, Answer answer) {
        if (answer.isGood() && live.remove(token)) {
            live.add(RefreshToken.of(answer));
        } else if (answer.status() == 401) {
            live.removeIf(held -> held.session().equals(token.session()));
        }
    }

    private void list(String replica) {
        Answer answer = api.get(replica, "/account/sessions", any().access());
        String sessions = StreamSupport.stream(answer.body().spliterator(), false)
                .map(session -> session.path("id").asText())
                .collect(Collectors.joining(" "));
        record(Deed.LIST, answer, replica, "", sessions);
    }

    private void signOut(String replica) {
        RefreshToken token = any();
        Answer answer = api.post(replica, "/fastapi/auth/logout", Map.of("refresh_token", token.text()));
        record(Deed.SIGN_OUT, answer, replica, token.text(), Optional.of(token));
        live.remove(token);
        remember(token);
    }

    /** Asks for a mail, or uses the one that came meanwhile. */
    private void reset(String replica) {
        Optional<String> code = witness.mailTo(address());
        if (code.isEmpty() || code.get().equals(mailed)) {
            api.post(replica, "/fastapi/auth/forgot-password", Map.of("email", address()));
        } else {
            mailed = code.get();
            resets++;
            useCode(replica);
        }
    }

    private void useCode(String replica) {
        String password = "%s, changed %d times".formatted(name, resets);
        Answer answer =
                api.post(replica, "/fastapi/auth/reset-password", Map.of("token", mailed, "password", password));
        record(Deed.RESET, answer, replica, mailed, password);
        if (answer.isGood()) {
            passwords.clear();
        }
        if (answer.isGood() || answer.status() == 503 || answer.status() == 0) {
            passwords.remove(password);
            passwords.addFirst(password);
            live.forEach(this::remember);
            live.clear();
        }
    }

    private void useWhatEnded(String replica) {
        if (resets > 0 && random.nextInt(3) == 0) {
            useCode(replica);
        } else if (!ended.isEmpty()) {
            asked(replica, ended.get(random.nextInt(ended.size())));
        }
    }

    private void remember(RefreshToken token) {
        ended.add(token);
        if (ended.size() > REMEMBERED) {
            ended.removeFirst();
        }
    }

    private RefreshToken any() {
        return live.get(random.nextInt(live.size()));
    }

    private String address() {
        return name + "@shop.example";
    }

    private static Optional<RefreshToken> token(Answer answer) {
        return answer.isGood() ? Optional.of(RefreshToken.of(answer)) : Optional.empty();
    }

    private void record(Deed deed, Answer answer, String replica, String shown, Optional<RefreshToken> token) {
        String session = token.map(RefreshToken::session).orElse("");
        record(
                deed,
                answer,
                replica,
                session,
                shown,
                token.map(RefreshToken::text).orElse(""));
    }

    private void record(Deed deed, Answer answer, String replica, String shown, String got) {
        record(deed, answer, replica, "", shown, got);
    }

    private void record(Deed deed, Answer answer, String replica, String session, String shown, String got) {
        witness.record(new Exchange(
                deed,
                name,
                session,
                shown,
                got,
                0,
                answer.status(),
                replica,
                answer.request(),
                answer.began(),
                answer.ended()));
    }
}
