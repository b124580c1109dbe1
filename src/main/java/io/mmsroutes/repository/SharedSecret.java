package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A secret that nobody has to think of: made once, kept in the database, the same for all gateways that share it. */
public final class SharedSecret {
    private static final int BYTES = 32;

    private final Database database;
    private final String name;
    private volatile byte @Nullable [] known;

    public SharedSecret(Database database, String name) {
        this.database = database;
        this.name = name;
    }

    public byte[] get() {
        byte[] secret = known;
        if (secret == null) {
            secret = Base64.getDecoder().decode(findOrMake());
            known = secret;
        }
        return secret.clone();
    }

    private String findOrMake() {
        return database.read(this::find).orElseGet(() -> {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            String secret = Base64.getEncoder().encodeToString(random);
            return database.write(transaction -> make(transaction, secret));
        });
    }

    /** Another gateway may be a moment faster: then its secret is the one. */
    private String make(Transaction transaction, String secret) {
        transaction
                .sql("insert into secrets (name, secret) values (:name, :secret) on conflict (name) do nothing")
                .param("name", name)
                .param("secret", secret)
                .update();
        return find(transaction.jdbc()).orElseThrow();
    }

    private Optional<String> find(JdbcClient jdbc) {
        return jdbc.sql("select secret from secrets where name = :name")
                .param("name", name)
                .query(String.class)
                .optional();
    }
}
