package dev.berth.engine;

import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.VisibleGpus;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;

/**
 * What an engine tells of its machine's GPUs. The rules of {@link ContainerEngine} hold here too.
 * What is wrong with the GPUs is part of an answer; an exception means the engine alone.
 */
public interface GpuEngine {

  /**
   * Looks at all GPUs from a container of its own, which is gone afterwards. One at a time for each
   * installation: a second one ends the first.
   *
   * @param image any that is there and has a shell
   */
  GpuReport probe(ImageRef image) throws EngineException;

  /**
   * What a lease's running container sees of GPUs now.
   *
   * @throws EngineException.Rejected where there is no such container, or it does not run
   */
  VisibleGpus visibleGpus(LeaseId lease) throws EngineException;

  /**
   * What a lease's running container reads of the load of its GPUs now.
   *
   * @throws EngineException.Rejected where there is no such container, or it does not run
   */
  GpuReport load(LeaseId lease) throws EngineException;
}
