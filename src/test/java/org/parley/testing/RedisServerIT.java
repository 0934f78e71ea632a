package org.parley.testing;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class RedisServerIT {
    @Test
    void itCanBeKilledAndComesBackOnItsPortWithNothingInIt() {
        try (RedisServer redis = new RedisServer("self").start();
                RedisClient client = RedisClient.create("127.0.0.1", redis.port())) {
            long process = redis.processId();
            client.set("kept", "no");
            assertEquals("no", client.get("kept"));

            redis.kill();
            assertFalse(redis.isRunning());
            assertThrows(JedisConnectionException.class, () -> client.get("kept"));

            redis.restart();
            assertNotEquals(process, redis.processId());
            try (RedisClient again = RedisClient.create("127.0.0.1", redis.port())) {
                assertNull(again.get("kept"));
            }
        }
    }

    @Test
    void aPausedOneAnswersNothingUntilItGoesOn() {
        try (RedisServer redis = new RedisServer("self").start();
                RedisClient client = RedisClient.builder()
                        .hostAndPort("127.0.0.1", redis.port())
                        .clientConfig(DefaultJedisClientConfig.builder()
                                .socketTimeoutMillis(200)
                                .build())
                        .build()) {
            client.set("kept", "yes");

            redis.pause();
            assertThrows(JedisConnectionException.class, () -> client.get("kept"));

            redis.resume();
            assertEquals("yes", client.get("kept"));
        }
    }
}
