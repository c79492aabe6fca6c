package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.internal.core.channel.ChannelFactory;
import com.datastax.oss.driver.internal.core.channel.DriverChannel;
import com.datastax.oss.driver.internal.core.channel.DriverChannelOptions;
import com.datastax.oss.driver.internal.core.context.InternalDriverContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens connections as the driver does, and reports the outcome of each attempt. The driver itself
 * tells only its log why a node cannot be reached.
 */
final class ObservedConnections extends ChannelFactory {
  private final ClusterHealth health;

  ObservedConnections(InternalDriverContext context, ClusterHealth health) {
    super(context);
    this.health = health;
  }

  @Override
  public CompletionStage<DriverChannel> connect(Node node, DriverChannelOptions options) {
    // The driver looks at the type of the error, so it must not be wrapped.
    CompletableFuture<DriverChannel> observed = new CompletableFuture<>();
    var unheard =
        super.connect(node, options)
            .whenComplete(
                (channel, error) -> {
                  try {
                    health.connected(node, error);
                  } finally {
                    if (error == null) {
                      observed.complete(channel);
                    } else {
                      observed.completeExceptionally(error);
                    }
                  }
                });
    return observed;
  }
}
