package verify;

import grpcenv.GrpcEnvClient;
import io.grpc.CallOptions;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that is told what to do line by line; see verify/grpc/client.ts. */
public final class FleetClient {
  private static GrpcEnvClient channel;

  public static void main(String[] args) throws Exception {
    channel = GrpcEnvClient.connect("GRPC_SERVER", "", InsecureChannelCredentials.create());
    var lines = new BufferedReader(new InputStreamReader(System.in));
    System.out.println("ready");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      Runnable command = words[0].equals("call")
          ? () -> call(Integer.parseInt(words[1]), Integer.parseInt(words[2]))
          : FleetClient::watch;
      new Thread(command).start();
    }
    System.exit(0);
  }

  private static void call(int count, int width) {
    AtomicInteger started = new AtomicInteger();
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    try {
      var workers = Executors.newFixedThreadPool(width);
      for (int i = 0; i < width; i++) {
        workers.execute(() -> {
          while (started.incrementAndGet() <= count) {
            once(failures);
          }
        });
      }
      workers.shutdown();
      workers.awaitTermination(1, TimeUnit.HOURS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    String first = failures.isEmpty() ? "" : failures.peek();
    System.out.println("called " + (count - failures.size()) + " " + failures.size() + " " + first);
  }

  private static void once(Queue<String> failures) {
    try {
      var options = CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.MINUTES);
      ClientCalls.blockingUnaryCall(channel, Fleet.CALL, options, Fleet.EMPTY);
    } catch (StatusRuntimeException e) {
      failures.add(tell(e));
    }
  }

  private static void watch() {
    try {
      ClientCalls.blockingServerStreamingCall(channel, Fleet.WATCH, CallOptions.DEFAULT, Fleet.EMPTY)
          .forEachRemaining(message -> System.out.println("watching"));
      System.out.println("ended OK");
    } catch (StatusRuntimeException e) {
      System.out.println("ended " + tell(e));
    }
  }

  private static String tell(StatusRuntimeException e) {
    return (e.getStatus().getCode() + " " + e.getStatus().getDescription()).replaceAll("\\s+", " ");
  }

  private FleetClient() {}
}
