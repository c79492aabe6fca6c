package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.QueryConsistencyException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.TruncateException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.ClassPathFault;
import net.es.esmond.storage.internal.text.RootCause;

/** Translates the driver's errors into errors of this library. */
public final class Failures {
  private Failures() {}

  /**
   * Translates a failure by its type.
   *
   * @param failure the driver's error
   * @return an error of this library, with each node's answer
   */
  public static EsmondException of(Throwable failure) {
    return of(failure, (node, error) -> describe(error));
  }

  /**
   * Translates a failure by its type.
   *
   * @param failure the driver's error
   * @param answers describes the error of a node
   */
  static EsmondException of(Throwable failure, BiFunction<Node, Throwable, String> answers) {
    Throwable error = unwrap(failure);
    if (error instanceof EsmondException known) {
      return known;
    }
    Optional<ConfException> classPath = classPathFault(error);
    if (classPath.isPresent()) {
      return classPath.get();
    }
    List<Attempt> attempts = attempts(error, answers);
    ErrorCode code = code(error);
    return new StoreException(
        code, StoreException.Store.CASSANDRA, message(code, error), attempts, error);
  }

  /**
   * Returns the error of calls that wait for a connection, when an attempt to open one has failed.
   * What is neither the driver's nor ours comes from an object of the host most likely: the next
   * attempt may succeed.
   */
  static EsmondException ofConnecting(Throwable failure) {
    Throwable error = unwrap(failure);
    return error instanceof DriverException
            || error instanceof EsmondException
            || classPathFault(error).isPresent()
        ? of(error)
        : new StoreException(
            ErrorCode.STORE_UNAVAILABLE,
            StoreException.Store.CASSANDRA,
            "connecting to Cassandra failed in this process, and is tried again: "
                + describe(error),
            List.of(),
            error);
  }

  /** Looks into the answers of all nodes: the driver takes what it threw itself for an answer. */
  private static Optional<ConfException> classPathFault(Throwable error) {
    return error instanceof AllNodesFailedException all
        ? all.getAllErrors().values().stream()
            .flatMap(List::stream)
            .flatMap(each -> ClassPathFault.of(each).stream())
            .findFirst()
        : ClassPathFault.of(error);
  }

  /**
   * Returns whether the same request may succeed a moment later, on this or another node.
   *
   * @param failure the driver's error
   * @return false when repeating the request would not help
   */
  public static boolean isTransient(Throwable failure) {
    ErrorCode code = of(failure).code();
    return code == ErrorCode.STORE_UNAVAILABLE || code == ErrorCode.DEADLINE_EXCEEDED;
  }

  /**
   * Says whether the answer was larger than an answer may be. No node did anything wrong: the
   * request is to be made for less.
   *
   * @param failure what a request ended with
   * @return true when smaller pieces may be answered
   */
  public static boolean isTooLarge(Throwable failure) {
    return unwrap(failure) instanceof StoreException e
        && e.getCause() instanceof FrameTooLongException;
  }

  static Throwable unwrap(Throwable failure) {
    Throwable error = failure;
    while ((error instanceof CompletionException || error instanceof ExecutionException)
        && error.getCause() != null) {
      error = error.getCause();
    }
    return error;
  }

  private static ErrorCode code(Throwable error) {
    if (error instanceof AllNodesFailedException all) {
      return everyAnswerIsAuthentication(all)
          ? ErrorCode.AUTHENTICATION_FAILED
          : ErrorCode.STORE_UNAVAILABLE;
    }
    if (error instanceof AuthenticationException) {
      return ErrorCode.AUTHENTICATION_FAILED;
    }
    if (error instanceof UnauthorizedException) {
      // A node that cannot read its own tables of privileges refuses as well.
      return String.valueOf(error.getMessage()).contains("Unable to perform authorization")
          ? ErrorCode.STORE_UNAVAILABLE
          : ErrorCode.PERMISSION_DENIED;
    }
    if (error instanceof DriverTimeoutException) {
      return ErrorCode.DEADLINE_EXCEEDED;
    }
    if (error instanceof FrameTooLongException) {
      return ErrorCode.STORE_REFUSED;
    }
    if (error instanceof RequestThrottlingException) {
      return ErrorCode.OVERLOADED;
    }
    if (error instanceof QueryConsistencyException
        || error instanceof UnavailableException
        || error instanceof OverloadedException
        || error instanceof BootstrappingException
        || error instanceof TruncateException
        || error instanceof ServerError
        || error instanceof DriverException && !(error instanceof CoordinatorException)) {
      return ErrorCode.STORE_UNAVAILABLE;
    }
    return ErrorCode.STORE_REFUSED;
  }

  /**
   * Returns whether every node that answered refused the credentials. A node that cannot be reached
   * does not count.
   */
  private static boolean everyAnswerIsAuthentication(AllNodesFailedException all) {
    boolean refused = false;
    for (List<Throwable> errors : all.getAllErrors().values()) {
      for (Throwable error : errors) {
        refused |= error instanceof AuthenticationException;
        if (error instanceof CoordinatorException) {
          return false;
        }
      }
    }
    return refused;
  }

  private static String message(ErrorCode code, Throwable error) {
    if (error instanceof FrameTooLongException) {
      return "the answer is larger than the "
          + DriverOptions.MAX_ANSWER_BYTES
          + " bytes that are taken from a node; ask for fewer points";
    }
    return error instanceof DriverException
        ? message(code)
        : "a request to Cassandra failed in this process: " + describe(error);
  }

  static String message(ErrorCode code) {
    return switch (code) {
      case AUTHENTICATION_FAILED ->
          "Cassandra refused cassandra_user or its password: correct cassandra_user, cassandra_pass";
      case PERMISSION_DENIED ->
          "cassandra_user lacks a privilege: grant it what the node's answer names";
      case DEADLINE_EXCEEDED ->
          "Cassandra did not answer by the call's deadline: repeat the call, or allow it more time";
      case OVERLOADED ->
          "too many requests wait for Cassandra: repeat it later, or raise cassandra_max_in_flight";
      case STORE_UNAVAILABLE ->
          "no Cassandra node could serve the request: check the nodes, then repeat it";
      default -> "Cassandra refused the request: see each node's answer";
    };
  }

  private static List<Attempt> attempts(
      Throwable error, BiFunction<Node, Throwable, String> answers) {
    List<Attempt> attempts = new ArrayList<>();
    BiConsumer<Node, Throwable> add =
        (node, answer) -> attempts.add(new Attempt(Nodes.name(node), answers.apply(node, answer)));
    if (error instanceof AllNodesFailedException all) {
      all.getAllErrors().forEach((node, errors) -> errors.forEach(e -> add.accept(node, e)));
      return attempts;
    }
    if (error instanceof DriverException driver && driver.getExecutionInfo() != null) {
      ExecutionInfo info = driver.getExecutionInfo();
      for (Map.Entry<Node, Throwable> each : info.getErrors()) {
        add.accept(each.getKey(), each.getValue());
      }
    }
    if (error instanceof CoordinatorException answer) {
      add.accept(answer.getCoordinator(), error);
    }
    return attempts;
  }

  /**
   * Describes the driver's error by its type, its message and the words of its root cause. When a
   * connection could not be opened, the driver reports its own first request, which failed
   * therefore, and has the reason among what it suppressed.
   */
  static String describe(Throwable failure) {
    Throwable error = unwrap(failure);
    if (error instanceof ConnectionInitException && error.getSuppressed().length > 0) {
      return describe(error.getSuppressed()[0]);
    }
    String message = error.getMessage();
    String type = error.getClass().getSimpleName();
    return RootCause.appended(message == null ? type : type + ": " + message, error);
  }
}
