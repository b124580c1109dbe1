package io.mmsroutes.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets the answer of a request wait in its connection. Camel's HTTP server keeps a thread for each request until its route
 * has ended, so a route that waits would keep one, and there are not many. Over HTTP/2 the other answers of the connection
 * wait too.
 */
public final class DelayResponse {
    private static final String NAME = "hold-back";

    public void until(HttpServerRequest request, Duration delay) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.eventLoop().execute(() -> {
            if (channel.pipeline().get(NAME) == null) {
                channel.pipeline().addFirst(NAME, new Late(delay));
            }
        });
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
