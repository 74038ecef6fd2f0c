// oxlint-disable-next-line import/no-unassigned-import -- it starts by itself
import '@passel/core/media-worker'
