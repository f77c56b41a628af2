package latchkey;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was looked at lately, without a lock: a bounded number of things, of which the older half is forgotten at once when there
 * are too many, but for those that were asked for meanwhile.
 */
public final class Recent<K, V> {

    private final int half;
    private volatile Map<K, V> young = new ConcurrentHashMap<>();
    private volatile Map<K, V> old = new ConcurrentHashMap<>();

    /** @param most things, at least 2 */
    public Recent(int most) {
        half = most / 2;
    }

    public @Nullable V get(K key) {
        V value = young.get(key);
        if (value == null) {
            value = old.get(key);
            if (value != null) {
                put(key, value);
            }
        }
        return value;
    }

    public void put(K key, V value) {
        if (young.size() >= half) {
            age();
        }
        young.put(key, value);
    }

    private synchronized void age() {
        if (young.size() >= half) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }
}
