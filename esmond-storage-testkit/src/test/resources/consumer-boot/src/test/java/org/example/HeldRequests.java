package org.example;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Holds requests with the parameter {@code held} back until they are released. */
class HeldRequests implements Filter {
  final CountDownLatch arrived = new CountDownLatch(1);
  final CountDownLatch released = new CountDownLatch(1);

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getParameter("held") != null) {
      arrived.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new ServletException(e);
      }
    }
    chain.doFilter(request, response);
  }
}
