import '@passel/core/media-worker'
