package io.mmsroutes.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What Camel's HTTP server does not do by itself: no answer, a late one, half of one; and its date. */
public final class SpoiltAnswer {
    private static final String NAME = "hold-back";

    /** Returns when the connection is closed: an answer of the route's end would be quicker than a close under way. */
    public void abort(HttpServerRequest request) {
        request.connection().close().toCompletionStage().toCompletableFuture().join();
    }

    /** @param date as HTTP has it */
    public void date(HttpServerRequest request, String date) {
        request.response().putHeader("Date", date);
    }

    /**
     * Lets the answer wait in its connection. Camel's HTTP server keeps a thread for each request until its route has ended,
     * so a route that waits would keep one, and there are not many. Over HTTP/2 the other answers of the connection wait too.
     */
    public void delay(HttpServerRequest request, Duration delay) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.eventLoop().execute(() -> {
            if (channel.pipeline().get(NAME) == null) {
                channel.pipeline().addFirst(NAME, new Late(delay));
            }
        });
    }

    /**
     * Announces a length, sends half of it and closes the connection. Camel announces what it sends, so this answers past
     * it; Camel leaves an answer that has ended alone.
     */
    public void truncate(HttpServerRequest request, String contentType, byte[] content) {
        byte[] half = Arrays.copyOf(content, content.length / 2);
        request.response()
                .putHeader("Content-Type", contentType)
                .putHeader("Content-Length", String.valueOf(content.length))
                .end(Buffer.buffer(half))
                .onComplete(sent -> request.connection().close());
    }

    /** Works on the one thread of its connection, and goes when nothing waits any more. */
    private static final class Late extends ChannelOutboundHandlerAdapter {
        private final Duration delay;
        private final AtomicInteger waiting = new AtomicInteger();

        Late(Duration delay) {
            this.delay = delay;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            Runnable write = () -> {
                ChannelFuture unused = context.writeAndFlush(message, promise);
                if (waiting.decrementAndGet() == 0) {
                    context.pipeline().remove(this);
                }
            };
            waiting.incrementAndGet();
            ScheduledFuture<?> unused = context.executor().schedule(write, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
